import { afterAll, describe, expect, it } from "vitest";
import { anyPlace, policiesOf } from "../support/iam/policies.ts";
import { decide } from "../support/iam/simulate.ts";
import { api } from "./forbidden/api.ts";
import { archiver, auditor } from "./forbidden/archive.ts";
import { administrator, stranger } from "./forbidden/outsiders.ts";
import { relay } from "./forbidden/relay.ts";
import { web } from "./forbidden/web.ts";
import { webhook } from "./forbidden/webhook.ts";
import { worker } from "./forbidden/worker.ts";
import { STAGES, synthesize } from "./synthesize.ts";

const JUDGEMENTS = { api, webhook, web, worker, relay, archiver, auditor, administrator, stranger };

describe.each(STAGES)("IAM of %s, simulated", (stage) => {
  const policies = policiesOf(synthesize(stage), anyPlace(`keyferry-${stage}`));
  const counts = { forbidden: 0, denied: 0 };
  afterAll(() => {
    process.stdout.write(`IAM of ${stage}: ${counts.forbidden} forbidden calls, ${counts.denied} denied\n`);
  });

  describe.each(Object.entries(JUDGEMENTS))("%s", (_, { allowed, forbidden }) => {
    it.each(allowed)("$by may do $action on $on", async (call) => {
      expect(await decide(policies, call)).toBe("Allowed");
    });

    it.each(forbidden)("$by may not do $action on $on: $because", async (call) => {
      counts.forbidden += 1;
      expect(await decide(policies, call)).toMatch(/^(Implicitly|Explicitly)Denied$/);
      counts.denied += 1;
    });
  });
});
