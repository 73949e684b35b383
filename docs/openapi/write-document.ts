import { writeFile } from "node:fs/promises";
import { openapiDocument } from "./document.ts";
import { resolverDocument } from "./resolver-document.ts";

/* `npm run openapi`: writes the documents to where they are committed, checked and bundled from. */
for (const [file, document] of [
  ["../openapi.json", openapiDocument],
  ["../resolver-openapi.json", resolverDocument],
] as const) {
  await writeFile(new URL(file, import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
}
