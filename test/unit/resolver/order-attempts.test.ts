import { describe, expect, it } from "vitest";
import type { CredentialRecord } from "../../../resolver/credential-record.ts";
import { compareCredentials, type OrderRequest, orderAttempts } from "../../../resolver/order-attempts.ts";
import { credentialRecord } from "../../support/data/credential-records.ts";

const credential = (id: string, changes: Partial<CredentialRecord> = {}) =>
  credentialRecord({ id, ...changes });

const asked: OrderRequest = {
  providers: [{ slug: "openai" }],
  model: "gpt-4o",
  user: null,
  apiKeyHash: null,
  zdr: false,
};

/** The order in short: the ids of credentials, and `shared:<provider>`. */
function order(credentials: readonly CredentialRecord[], request: Partial<OrderRequest> = {}) {
  const sorted = [...credentials].sort(compareCredentials);
  const { attempts, excluded, shared_excluded } = orderAttempts({ ...asked, ...request }, (provider) =>
    sorted.filter((each) => each.provider === provider),
  );
  return {
    attempts: attempts.map((each) =>
      each.kind === "shared" ? `shared:${each.provider}` : each.credential.id,
    ),
    excluded: excluded.map(({ credential_id, reason }) => `${credential_id}: ${reason}`),
    shared: shared_excluded.map(({ provider, reason }) => `${provider}: ${reason}`),
  };
}

describe("the example of OpenRouter's guide", () => {
  const a = credential("a", { allowed_models: ["gpt-4o"], is_required: true, sort_order: 1 });
  const b = credential("b", { sort_order: 2 });

  it("a request for gpt-4o tries A, then B, and no shared endpoint", () => {
    expect(order([a, b], { model: "gpt-4o" }).attempts).toEqual(["a", "b"]);
  });

  it("a request for gpt-4o-mini tries B, then the shared endpoints", () => {
    expect(order([a, b], { model: "gpt-4o-mini" }).attempts).toEqual(["b", "shared:openai"]);
  });
});

describe("what the guide says", () => {
  it("the sections are prioritized keys, shared endpoints, fallback keys", () => {
    const credentials = [
      credential("f", { is_fallback: true, sort_order: 1 }),
      credential("p", { sort_order: 2 }),
    ];
    expect(order(credentials).attempts).toEqual(["p", "shared:openai", "f"]);
  });

  it("the keys of a section come in ascending order of sort_order", () => {
    const credentials = [credential("x", { sort_order: 20 }), credential("y", { sort_order: 3 })];
    expect(order(credentials).attempts).toEqual(["y", "x", "shared:openai"]);
  });

  it.each([
    ["model", "allowed_models", { model: "gpt-4o" }, "gpt-4o"],
    ["user", "allowed_user_ids", { user: "u1" }, "u1"],
    ["api_key", "allowed_api_key_hashes", { apiKeyHash: "ab" }, "ab"],
  ] as const)("a filter for %s admits what it lists and nothing else", (reason, field, request, value) => {
    const open = { attempts: ["k", "shared:openai"], excluded: [], shared: [] };
    const closed = { attempts: ["shared:openai"], excluded: [`k: ${reason}`], shared: [] };
    expect(order([credential("k", { [field]: [value] })], request)).toEqual(open);
    expect(order([credential("k", { [field]: ["other"] })], request)).toEqual(closed);
    expect(order([credential("k", { [field]: null })], request)).toEqual(open);
  });

  it("a credential is used only where all of its filters match", () => {
    const both = credential("k", { allowed_models: ["gpt-4o"], allowed_user_ids: ["u1"] });
    expect(order([both], { user: "u1" }).attempts).toEqual(["k", "shared:openai"]);
    expect(order([both], { user: "u2" }).excluded).toEqual(["k: user"]);
    expect(order([both], { user: "u1", model: "o1" }).excluded).toEqual(["k: model"]);
  });

  it("the flag is_required removes the shared endpoint for the models to which the key applies, and for no other", () => {
    const required = credential("k", { allowed_models: ["gpt-4o"], is_required: true });
    expect(order([required])).toMatchObject({ attempts: ["k"], shared: ["openai: is_required"] });
    expect(order([required], { model: "o1" }).attempts).toEqual(["shared:openai"]);
  });

  it("the flag is_byok_only removes the provider's shared endpoint for every model, also outside the key's own filter", () => {
    const only = credential("k", { allowed_models: ["gpt-4o"], is_byok_only: true });
    expect(order([only]).attempts).toEqual(["k"]);
    expect(order([only], { model: "o1" })).toEqual({
      attempts: [],
      excluded: ["k: model"],
      shared: ["openai: is_byok_only"],
    });
  });

  it("the flag is_byok_only of one provider leaves the shared endpoint of another", () => {
    const credentials = [credential("k", { is_byok_only: true })];
    const providers = [{ slug: "openai" }, { slug: "azure" }];
    expect(order(credentials, { providers }).attempts).toEqual(["k", "shared:azure"]);
  });

  it("the keys of several providers come in the requested order, before any shared endpoint", () => {
    const credentials = [
      credential("o", { sort_order: 1 }),
      credential("a", { provider: "azure", sort_order: 9 }),
    ];
    const providers = [{ slug: "azure" }, { slug: "openai" }];
    expect(order(credentials, { providers }).attempts).toEqual(["a", "o", "shared:azure", "shared:openai"]);
  });

  it.each([
    [true, false, true],
    [true, undefined, true],
    [false, true, false],
    [null, true, true],
    [null, false, false],
    [null, undefined, false],
  ])(
    "a ZDR request and a key that declares %s at an endpoint that says %s: used is %s",
    (declared, zdr, used) => {
      const providers = [{ slug: "openai", ...(zdr !== undefined && { zdr }) }];
      const { attempts, excluded } = order([credential("k", { declared_zdr: declared })], {
        zdr: true,
        providers,
      });
      expect(attempts.includes("k")).toBe(used);
      expect(excluded).toEqual(used ? [] : ["k: zdr"]);
    },
  );

  it("a ZDR request gets the shared endpoint only where that has ZDR", () => {
    expect(order([], { zdr: true }).shared).toEqual(["openai: zdr"]);
    expect(order([], { zdr: true, providers: [{ slug: "openai", zdr: true }] }).attempts).toEqual([
      "shared:openai",
    ]);
  });

  it("a request that does not ask for ZDR ignores what a key declares", () => {
    expect(order([credential("k", { declared_zdr: false })]).attempts).toEqual(["k", "shared:openai"]);
  });
});

describe("what the guide leaves open", () => {
  it("an empty filter admits nothing, not even a request without a value", () => {
    expect(order([credential("k", { allowed_user_ids: [] })]).excluded).toEqual(["k: user"]);
    expect(order([credential("k", { allowed_models: [] })]).excluded).toEqual(["k: model"]);
  });

  it("a model's suffix is part of its slug", () => {
    const free = credential("k", { allowed_models: ["gpt-4o"] });
    expect(order([free], { model: "gpt-4o:free" }).excluded).toEqual(["k: model"]);
  });

  it("a disabled key has no effect at all, also where it is required or BYOK only", () => {
    const off = { disabled: true };
    expect(order([credential("k", { ...off, is_required: true })])).toEqual({
      attempts: ["shared:openai"],
      excluded: ["k: disabled"],
      shared: [],
    });
    expect(order([credential("k", { ...off, is_byok_only: true })]).attempts).toEqual(["shared:openai"]);
  });

  it.each(["is_required", "is_byok_only"] as const)(
    "the flag %s holds for those whom the filters for users admit",
    (rule) => {
      const own = credential("k", { allowed_user_ids: ["u1"], [rule]: true });
      expect(order([own], { user: "u1" }).attempts).toEqual(["k"]);
      expect(order([own], { user: "u2" }).attempts).toEqual(["shared:openai"]);
    },
  );

  it("a required fallback key removes the shared endpoint and stays a fallback", () => {
    const credentials = [
      credential("f", { is_fallback: true, is_required: true }),
      credential("p", { sort_order: 2 }),
    ];
    expect(order(credentials).attempts).toEqual(["p", "f"]);
  });

  it("a required key that ZDR keeps away still removes the shared endpoint", () => {
    const providers = [{ slug: "openai", zdr: true }];
    const away = credential("k", { declared_zdr: false, is_required: true });
    expect(order([away], { zdr: true, providers })).toEqual({
      attempts: [],
      excluded: ["k: zdr"],
      shared: ["openai: is_required"],
    });
  });

  it("the fallback keys of several providers come last, in the requested order", () => {
    const credentials = [
      credential("o", { is_fallback: true }),
      credential("a", { provider: "azure", is_fallback: true }),
    ];
    const providers = [{ slug: "openai" }, { slug: "azure" }];
    expect(order(credentials, { providers }).attempts).toEqual(["shared:openai", "shared:azure", "o", "a"]);
  });

  it("the global keys and a workspace's own come in one order, and the lower id first where that is equal", () => {
    const credentials = [
      credential("b", { workspace_id: null }),
      credential("a"),
      credential("c", { sort_order: 0 }),
    ];
    expect(order(credentials).attempts).toEqual(["c", "a", "b", "shared:openai"]);
  });

  it("the credentials of a provider that the request does not name have no effect", () => {
    expect(order([credential("k", { provider: "azure", is_byok_only: true })])).toEqual({
      attempts: ["shared:openai"],
      excluded: [],
      shared: [],
    });
  });
});
