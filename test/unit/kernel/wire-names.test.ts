import { expect, it } from "vitest";
import { credentialSchema } from "../../../shared/credentials/requests/answers.ts";
import { importBatchSchema } from "../../../shared/imports/import-batch.ts";
import { importMessageSchema } from "../../../shared/imports/import-message.ts";
import { knownNames } from "../../../shared/kernel/known-members.ts";
import { WIRE_NAMES } from "../../../shared/kernel/wire-names.ts";
import { eventHeadSchema, webhookEventSchemas } from "../../../shared/webhooks/webhook-event.ts";

it("the closed list has every name of the contracts, and no other", () => {
  const events = Object.values(webhookEventSchemas(new Set()));
  const names = [
    ...knownNames([credentialSchema, importMessageSchema, importBatchSchema, eventHeadSchema, ...events], []),
    ...knownNames(events, ["data"]),
  ];
  expect([...WIRE_NAMES].sort()).toEqual([...new Set(names)].sort());
});
