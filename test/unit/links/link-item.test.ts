import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { newsOf } from "../../../shared/credentials/news-item.ts";
import { decideLinkCreation } from "../../../shared/links/decide-link.ts";
import {
  fromGuardedItem,
  fromLinkItem,
  fromStoredItem,
  toLinkItem,
} from "../../../shared/links/link-item.ts";
import {
  READABLE_BY_DOORS,
  READABLE_BY_WORKER,
  READABLE_IN_RECORDS,
} from "../../../shared/table/table-layout.ts";
import { auditEvent, commandId, createLinkCommand, guardedLink } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const { event: CREATED } = decideLinkCreation(createLinkCommand(), START) ?? { event: auditEvent() };
const REJECTED = auditEvent(2, {
  type: "credential.rejected",
  credential_id: guardedLink().credential_id,
  actor: { type: "link", id: guardedLink().id },
  rejection: { code: "refused_key", message: "" },
});

const LINKS = [
  guardedLink(),
  guardedLink({ workspace_id: null, workspace_label: null, return_url: null, allowed_origins: [] }),
  guardedLink({ purpose: "rotate", settings: null, key_version: 2, name: null, body_digest: "digest" }),
  guardedLink({
    status: "redeemed",
    redemption: { id: commandId(1), time: START.toISOString(), label: "sk-...AbCd" },
    attempts: [
      { id: commandId(2), time: START.toISOString(), rejection: { code: "refused_key", message: "why" } },
    ],
  }),
];

it("every link reads back as it was written, with its events", () => {
  for (const link of LINKS) {
    const item = toLinkItem(link, [CREATED, REJECTED]);
    expect(fromGuardedItem(item)).toEqual(link);
    const { token_hash: _, ...rest } = link;
    expect(fromStoredItem(item)).toEqual({ link: rest, news: [CREATED, REJECTED] });
  }
});

it("the API and the worker may read all of a link but the hash of its token", () => {
  const item = toLinkItem(guardedLink(), [CREATED]);
  for (const readable of [READABLE_BY_DOORS, READABLE_BY_WORKER]) {
    expect(readable).not.toContain("token_hash");
    const seen = Object.fromEntries(readable.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
    const { token_hash: _, ...rest } = guardedLink();
    expect(fromLinkItem(seen)).toEqual(rest);
  }
});

it("the attributes that the relay may read are enough to read a link's news, and tell no link", () => {
  const item = toLinkItem(guardedLink(), [CREATED, REJECTED]);
  const seen = Object.fromEntries(
    READABLE_IN_RECORDS.flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
  );
  expect(newsOf(seen)).toEqual([CREATED, REJECTED]);
  expect(Object.keys(seen)).not.toContain("token_hash");
});

it("a link that somebody wrote by hand is an error that repeats nothing of it", () => {
  const item = { ...toLinkItem(guardedLink(), []), ...marshall({ expires_at: "next week" }) };
  expect(() => fromLinkItem(item)).toThrow("a stored intake link is malformed: expires_at");
  const { token_hash: _, ...open } = unmarshall(toLinkItem(guardedLink(), []));
  expect(() => fromGuardedItem(marshall(open))).toThrow("a stored intake link is malformed: token_hash");
});
