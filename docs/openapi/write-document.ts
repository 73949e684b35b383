import { writeFile } from "node:fs/promises";
import { openapiDocument } from "./document.ts";

/* `npm run openapi`: writes the document to where it is committed, checked and bundled from. */
const target = new URL("../openapi.json", import.meta.url);
await writeFile(target, `${JSON.stringify(openapiDocument, null, 2)}\n`);
