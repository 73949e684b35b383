import { expect, it } from "vitest";
import * as z from "zod/mini";
import { importBatchSchema } from "../../../shared/imports/import-batch.ts";

it("the published JSON Schema of several rows is the producer's own schema (vitest -u writes it again)", async () => {
  const schema = {
    $id: "urn:keyferry:import-message:2",
    title: "keyferry import message, version 2",
    ...z.toJSONSchema(importBatchSchema, { target: "draft-2020-12" }),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    "../../../docs/schemas/import-message.v2.json",
  );
});
