import { expect, it } from "vitest";
import * as z from "zod/mini";
import { importMessageSchema } from "../../../shared/imports/import-message.ts";

it("the published JSON Schema is the worker's own schema (vitest -u writes it again)", async () => {
  const schema = {
    $id: "urn:keyferry:import-message:1",
    title: "keyferry import message, version 1",
    ...z.toJSONSchema(importMessageSchema, { target: "draft-2020-12" }),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    "../../../docs/schemas/import-message.v1.json",
  );
});
