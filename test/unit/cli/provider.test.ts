import { expect, it } from "vitest";
import type { CallApi } from "../../../cli/api-client.ts";
import { requireProvider } from "../../../cli/provider.ts";
import { readSettings } from "../../../cli/settings.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";

const settings = await readSettings({ apiUrl: "https://api.example" }, { KEYFERRY_CONFIG: "/nowhere" }, "/");

/** A deployment that answers with these fields, and what it was asked. */
function deployment(refusal: KeyferryError) {
  const bodies: unknown[] = [];
  const callApi: CallApi = async ({ body }) => {
    bodies.push(JSON.parse(body?.text ?? "null"));
    throw refusal;
  };
  return { bodies, run: { settings, callApi } };
}

const invalid = (...paths: string[]) =>
  new KeyferryError("invalid_request", "Invalid request parameters", {
    fields: paths.map((path) => ({ path, reason: "is not valid" })),
  });

it("a provider of the catalogue, or of the profile, is known without a question", async () => {
  const { bodies, run } = deployment(invalid("provider"));
  await requireProvider("openai", run);
  await requireProvider("our-own", { ...run, settings: { ...settings, extraProviders: ["our-own"] } });
  expect(bodies).toEqual([]);
});

it("a provider that only the deployment knows is asked for, without a key", async () => {
  const { bodies, run } = deployment(invalid("key"));
  await requireProvider("our-own", run);
  expect(bodies).toEqual([{ provider: "our-own", key: "" }]);
});

it("an unknown provider is refused with the one that was probably meant", async () => {
  await expect(requireProvider("openia", deployment(invalid("key", "provider")).run)).rejects.toMatchObject({
    kind: "invalid_request",
    fields: [{ path: "provider", reason: expect.stringContaining("did you mean openai?") }],
  });
});

it("a deployment that does not let the caller in is told as that", async () => {
  const { run } = deployment(new KeyferryError("unauthenticated", "no"));
  await expect(requireProvider("our-own", run)).rejects.toMatchObject({ kind: "unauthenticated" });
});
