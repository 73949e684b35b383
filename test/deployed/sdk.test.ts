import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { rejectionOf, SDKS, type Sdk } from "../support/clients/sdks.ts";
import { deployment, newKey, newTenant, openStored } from "../support/deployed/deployment.ts";

const provider = "openai" as const;

describe.each(SDKS)("the stock SDK $release", ({ release, client, errors }) => {
  const newClient = async () => {
    const tenant = await newTenant();
    return { ...tenant, byok: client({ apiKey: tenant.token, serverURL: deployment.apiUrl }).byok };
  };
  let byok: Sdk["byok"];
  let workspaceId: string;
  beforeAll(async () => {
    ({ byok, workspaceId } = await newClient());
  });

  const create = async (key = newKey()) =>
    (await byok.create({ createBYOKKeyRequest: { provider, key } })).data;

  it("the stock SDK creates, gets, lists, renames, rotates, disables and deletes", async () => {
    const [first, second] = [newKey(), newKey()];
    const created = await byok.create({
      createBYOKKeyRequest: {
        provider,
        key: first,
        name: "first",
        isFallback: true,
        allowedModels: ["openai/gpt-5"],
        allowedApiKeyHashes: ["a".repeat(64)],
      },
    });
    expect(created.data).toMatchObject({
      provider,
      workspaceId,
      name: "first",
      isFallback: true,
      disabled: false,
      allowedModels: ["openai/gpt-5"],
      allowedUserIds: null,
      allowedApiKeyHashes: ["a".repeat(64)],
    });
    if (release !== "1.2.129") {
      expect(created.data).toMatchObject({ declaredZdr: null, isByokOnly: false, isRequired: false });
    }
    const { id } = created.data;
    expect(await byok.get({ id })).toEqual({ data: created.data });
    const { result } = await byok.list();
    expect(result).toEqual({ data: [created.data], totalCount: 1 });

    const change = (updateBYOKKeyRequest: object) => byok.update({ id, updateBYOKKeyRequest });
    expect((await change({ name: "second" })).data).toEqual({ ...created.data, name: "second" });
    const cleared = { ...created.data, name: null, allowedModels: null };
    expect((await change({ name: null, allowedModels: null })).data).toEqual(cleared);
    const rotated = (await change({ key: second })).data;
    expect(rotated).toEqual({ ...cleared, label: expect.stringMatching(`${second.slice(-4)}$`) });
    expect(await openStored(id)).toBe(second);
    expect((await change({ disabled: true })).data).toEqual({ ...rotated, disabled: true });

    expect(await byok.delete({ id })).toEqual({ deleted: true });
    expect(await rejectionOf(byok.get({ id }))).toBeInstanceOf(errors.NotFoundResponseError);
    expect((await byok.list()).result.totalCount).toBe(0);
  });

  it.each(["", "/", "/api/v1", "/api/v1/"])(
    "the stock SDK takes the deployment's address followed by %j",
    async (path) => {
      const { token } = await newTenant();
      const { byok: other } = client({ apiKey: token, serverURL: `${deployment.apiUrl}${path}` });
      const { data } = await other.create({ createBYOKKeyRequest: { provider, key: newKey() } });
      expect((await other.get({ id: data.id })).data).toEqual(data);
      expect(await other.delete({ id: data.id })).toEqual({ deleted: true });
    },
  );

  it("the stock SDK finds a credential again whose answer was lost", async () => {
    const { token } = await newTenant();
    let requests = 0;
    const losingTheFirst = async (request: Request): Promise<Response> => {
      const answer = await fetch(request);
      requests += 1;
      if (requests === 1) throw new TypeError("fetch failed");
      return answer;
    };
    const unlucky = client({ apiKey: token, serverURL: deployment.apiUrl, fetch: losingTheFirst });
    const { data } = await unlucky.byok.create({ createBYOKKeyRequest: { provider, key: newKey() } });
    expect(requests).toBe(2);
    const { result } = await unlucky.byok.list();
    expect(result.data.map(({ id }) => id)).toEqual([data.id]);
  });

  describe("errors", () => {
    const id = randomUUID();
    const as = (apiKey: string) => client({ apiKey, serverURL: deployment.apiUrl }).byok;

    it("the stock SDK throws BadRequestResponseError, with the fields at fault", async () => {
      const error = await rejectionOf(
        byok.create({
          createBYOKKeyRequest: { provider: "no-such" as never, key: newKey(), name: "n".repeat(256) },
        }),
      );
      expect(error).toBeInstanceOf(errors.BadRequestResponseError);
      expect(JSON.parse((error as { body: string }).body).error.metadata.fields).toEqual([
        { path: "provider", reason: "is not a known provider slug" },
        { path: "name", reason: "must have at most 255 characters" },
      ]);
    });

    it("the stock SDK throws UnauthorizedResponseError for an unknown management key", async () => {
      const error = await rejectionOf(as("kf_mgmt_unknown").get({ id }));
      expect(error).toBeInstanceOf(errors.UnauthorizedResponseError);
    });

    it("the stock SDK throws ForbiddenResponseError for another kind of key, and for another workspace", async () => {
      const request = { createBYOKKeyRequest: { provider, key: newKey() } };
      expect(await rejectionOf(as("sk-or-v1-another-kind").create(request))).toBeInstanceOf(
        errors.ForbiddenResponseError,
      );
      const elsewhere = { createBYOKKeyRequest: { provider, key: newKey(), workspaceId: randomUUID() } };
      expect(await rejectionOf(byok.create(elsewhere))).toBeInstanceOf(errors.ForbiddenResponseError);
    });

    it("the stock SDK throws NotFoundResponseError, whatever was to be done", async () => {
      const attempts: readonly (() => Promise<unknown>)[] = [
        () => byok.get({ id }),
        () => byok.update({ id, updateBYOKKeyRequest: { name: "x" } }),
        () => byok.delete({ id }),
        () => byok.get({ id: "a b/c" }),
      ];
      for (const attempt of attempts) {
        expect(await rejectionOf(attempt())).toBeInstanceOf(errors.NotFoundResponseError);
      }
    });

    it("the stock SDK throws OpenRouterDefaultError that keeps the status for 409, 413 and 422", async () => {
      const named = { headers: { "Idempotency-Key": randomUUID() } };
      const request = (key: string) => ({ createBYOKKeyRequest: { provider, key } });
      const first = newKey();
      const { data } = await byok.create(request(first), named);
      expect((await byok.create(request(first), named)).data).toEqual(data);
      const mismatch = await rejectionOf(byok.create(request(newKey()), named));
      await byok.delete({ id: data.id });
      const conflict = await rejectionOf(byok.create(request(first), named));
      const tooLarge = await rejectionOf(byok.create(request("x".repeat(65_536))));
      for (const [error, statusCode] of [
        [mismatch, 422],
        [conflict, 409],
        [tooLarge, 413],
      ] as const) {
        expect(error).toBeInstanceOf(errors.OpenRouterDefaultError);
        expect(error).toMatchObject({ statusCode });
      }
    });

    it("the stock SDK throws nothing that holds the key", async () => {
      const key = `${newKey()} with white space`;
      const error = await rejectionOf(byok.create({ createBYOKKeyRequest: { provider, key } }));
      expect(error).toBeInstanceOf(errors.BadRequestResponseError);
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(key.slice(8, 40));
    });
  });

  it("the stock SDK makes a second credential with a second creation", async () => {
    const [one, two] = [await create(), await create()];
    expect(one.id).not.toBe(two.id);
    expect(one.sortOrder).toBeLessThanOrEqual(two.sortOrder);
  });
});
