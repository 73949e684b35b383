import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { ClientContract, Schema } from "./client-contract.ts";

/** The files of the TypeScript client that hold its operations, under their OpenRouter ids. */
const OPERATIONS: Readonly<Record<string, string>> = {
  listBYOKKeys: "byokList",
  createBYOKKey: "byokCreate",
  getBYOKKey: "byokGet",
  updateBYOKKey: "byokUpdate",
  deleteBYOKKey: "byokDelete",
};

const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

/**
 * What an installed release of the TypeScript client knows of the contract: the schemas with which it parses answers and
 * writes requests, which it exports for nobody.
 * @param directory of the package.
 */
export async function npmContract(directory: string): Promise<ClientContract> {
  const model = async (path: string): Promise<Schema> =>
    import(pathToFileURL(join(directory, "esm", "models", `${path}.js`)).href);
  const slugs = Object.values((await model("byokproviderslug")).BYOKProviderSlug);
  const withSlugs = (schema: Schema): Schema => ({
    ...schema,
    properties: { ...schema.properties, provider: { type: "string", enum: slugs } },
  });
  const outbound = async (path: string, name: string) =>
    schemaOf((await model(path))[`${name}$outboundSchema`]);
  return {
    record: withSlugs(schemaOf((await model("byokkey")).BYOKKey$inboundSchema)),
    create: withSlugs(await outbound("createbyokkeyrequest", "CreateBYOKKeyRequest")),
    update: await outbound("updatebyokkeyrequest", "UpdateBYOKKeyRequest"),
    list: withSlugs(await outbound("operations/listbyokkeys", "ListBYOKKeysRequest")),
    statuses: Object.fromEntries(
      await Promise.all(
        Object.entries(OPERATIONS).map(async ([id, file]) => {
          const source = await readFile(join(directory, "esm", "funcs", `${file}.js`), "utf8");
          const statuses = [...source.matchAll(/M\.json(?:Err)?\((\d{3}),/g)].map(([, status]) => status);
          return [id, statuses.map(Number)] as const;
        }),
      ),
    ),
  };
}
