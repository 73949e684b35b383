import fc from "fast-check";
import { expect, it } from "vitest";
import type { CredentialRecord } from "../../../resolver/credential-record.ts";
import { compareCredentials, type OrderRequest, orderAttempts } from "../../../resolver/order-attempts.ts";
import { credentialRecord } from "../../support/data/credential-records.ts";

const PROVIDERS = ["openai", "azure", "groq"] as const;
const MODELS = ["gpt-4o", "gpt-4o:free", "o1"] as const;
const USERS = ["u1", "u2"] as const;
const HASHES = ["aa", "bb"] as const;

const filter = (values: readonly string[]) => fc.option(fc.subarray([...values]), { nil: null, freq: 2 });
const seldom = fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0);

const credentials: fc.Arbitrary<CredentialRecord[]> = fc
  .array(
    fc.record({
      provider: fc.constantFrom(...PROVIDERS),
      workspace_id: fc.constantFrom("11111111-1111-4111-8111-111111111111", null),
      disabled: seldom,
      is_fallback: fc.boolean(),
      is_byok_only: seldom,
      is_required: seldom,
      declared_zdr: fc.constantFrom(null, true, false),
      allowed_models: filter(MODELS),
      allowed_user_ids: filter(USERS),
      allowed_api_key_hashes: filter(HASHES),
      sort_order: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 8 },
  )
  .map((drawn) =>
    drawn.map((changes, index) => credentialRecord({ id: `id-${(index * 5) % 8}`, ...changes })),
  );

const requests: fc.Arbitrary<OrderRequest> = fc.record({
  providers: fc
    .shuffledSubarray([...PROVIDERS], { minLength: 1 })
    .chain((slugs) =>
      fc.tuple(
        ...slugs.map((slug) =>
          fc
            .constantFrom(undefined, true, false)
            .map((zdr) => (zdr === undefined ? { slug } : { slug, zdr })),
        ),
      ),
    ),
  model: fc.constantFrom(...MODELS),
  user: fc.constantFrom(null, ...USERS),
  apiKeyHash: fc.constantFrom(null, ...HASHES),
  zdr: fc.boolean(),
});

/**
 * What may be tried, written a second time from the guide and not from the code: every pair of a provider and a credential (or
 * none, for shared capacity) is a candidate with a rank; a table of objections says which may not be tried.
 */
function oracle(all: readonly CredentialRecord[], request: OrderRequest): string[] {
  interface Candidate {
    readonly place: number;
    readonly endpointZdr: boolean;
    readonly provider: string;
    readonly own: CredentialRecord | null;
  }
  const candidates: Candidate[] = request.providers.flatMap(({ slug, zdr }, place) =>
    [null, ...all.filter(({ provider }) => provider === slug)].map((own) => ({
      place,
      endpointZdr: zdr ?? false,
      provider: slug,
      own,
    })),
  );
  const outside = (list: readonly string[] | null, value: string | null) =>
    list !== null && !list.some((each) => each === value);
  const aimedElsewhere = (own: CredentialRecord) =>
    outside(own.allowed_user_ids, request.user) || outside(own.allowed_api_key_hashes, request.apiKeyHash);

  const objections: ((candidate: Candidate) => boolean)[] = [
    ({ own }) => own?.disabled === true,
    ({ own }) => own !== null && aimedElsewhere(own),
    ({ own }) => own !== null && outside(own.allowed_models, request.model),
    ({ own, endpointZdr }) =>
      request.zdr && (own === null || own.declared_zdr === null ? !endpointZdr : !own.declared_zdr),
    ({ own, provider }) =>
      own === null &&
      all.some(
        (rule) =>
          rule.provider === provider &&
          !rule.disabled &&
          !aimedElsewhere(rule) &&
          (rule.is_byok_only || (rule.is_required && !outside(rule.allowed_models, request.model))),
      ),
  ];
  const rank = ({ own, place }: Candidate) => {
    const section = own === null ? 1 : own.is_fallback ? 2 : 0;
    return (
      [section, place, own?.sort_order ?? 0].map((part) => String(part).padStart(4, "0")).join() + own?.id
    );
  };
  return candidates
    .filter((candidate) => !objections.some((objects) => objects(candidate)))
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
    .map(({ own, provider }) => own?.id ?? `shared:${provider}`);
}

it("each of 20,000 random workspaces and requests gets the order that an independent reading of the guide gives", () => {
  fc.assert(
    fc.property(credentials, requests, (all, request) => {
      const sorted = [...all].sort(compareCredentials);
      const answer = orderAttempts(request, (slug) => sorted.filter(({ provider }) => provider === slug));
      const attempts = answer.attempts.map((each) =>
        each.kind === "shared" ? `shared:${each.provider}` : each.credential.id,
      );
      expect(attempts).toEqual(oracle(all, request));
      // Whatever may not be tried has a reason, and nothing is both.
      const asked = all.filter((each) => request.providers.some(({ slug }) => slug === each.provider));
      const told = [
        ...answer.attempts.flatMap((each) => (each.kind === "shared" ? [] : [each.credential.id])),
        ...answer.excluded.map(({ credential_id }) => credential_id),
      ];
      expect(told.sort()).toEqual(asked.map(({ id }) => id).sort());
      const shared = answer.attempts.filter(({ kind }) => kind === "shared").length;
      expect(shared + answer.shared_excluded.length).toBe(request.providers.length);
    }),
    { numRuns: 20_000 },
  );
}, 60_000);
