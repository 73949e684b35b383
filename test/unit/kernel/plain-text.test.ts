import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowValidator } from "../../../cli/import/validate-row.ts";
import { credentialSchema } from "../../../shared/credentials/requests/answers.ts";
import { NOT_PLAIN, PLAIN_TEXT } from "../../../shared/kernel/plain-text.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../../support/worlds/door-world.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

const TEXTS = [
  "\u0000",
  "a\u0000b",
  "\u001b[1A",
  "\u0007",
  "a\nb",
  "a\n",
  "a\r\n",
  "a\tb",
  "\u007f",
  "\u0085",
  "\u009b1A",
  "a\u2028b",
  "\u2029",
  "\u061c",
  "\u200e\u200f",
  "\u202egnp.exe",
  "\u2066x\u2069",
];

type Settings = Readonly<Record<string, unknown>>;
/** The problems that a door has with settings: none if it accepts them. */
type Problems = readonly { readonly path: string; readonly reason: string }[];
type Door = (settings: Settings) => Promise<Problems>;

interface Answer {
  readonly status: number;
  readonly body: { readonly error?: { readonly metadata: { readonly fields: Problems } } };
}
const problemsOf = ({ status, body }: Answer): Problems =>
  status < 300 ? [] : (body.error?.metadata.fields ?? []);

const rowWith = (settings: Settings, seal: ReturnType<typeof workerWorld>["seal"]) => ({
  version: 1,
  type: "credential.import",
  import_id: "e0000000-0000-4000-8000-000000000001",
  row: 1,
  workspace_id: WORKSPACE,
  provider: "openai",
  sealed_key: seal(rawKey(), { workspace_id: WORKSPACE, provider: "openai" }),
  settings,
  requested_at: START.toISOString(),
});

const webhook =
  (type: string): Door =>
  async (settings) => {
    const world = await webhookWorld();
    const data = { external_id: "c-1", provider: "openai", key: rawKey(), ...settings };
    return problemsOf(await world.send({ type, data }));
  };

/** Each door, and what it puts before the name of a setting. */
const DOORS: readonly (readonly [door: string, before: string, door: Door])[] = [
  ["POST /byok", "", async (settings) => problemsOf(await doorWorld().post(createBody(settings)))],
  [
    "PATCH /byok/{id}",
    "",
    async (settings) => {
      const door = doorWorld();
      const { id } = (await door.post(createBody())).body.data;
      return problemsOf(await door.send("PATCH", `/byok/${id}`, settings));
    },
  ],
  [
    "POST /byok/imports",
    "line 1: settings.",
    async (settings) => {
      const { request, sealForImport } = doorWorld();
      const body = JSON.stringify(rowWith(settings, sealForImport));
      const headers = { "content-type": "application/x-ndjson" };
      return problemsOf(await request("POST", "/byok/imports", { body, headers }));
    },
  ],
  [
    "the import queue",
    "settings.",
    async (settings) => {
      const { provisionImports, seal, table } = workerWorld();
      await provisionImports(rowWith(settings, seal));
      return [...table.events.values()].flatMap(({ rejection }) => {
        const [path = "", ...reason] = rejection?.message.split(" ") ?? [];
        return rejection === null ? [] : [{ path, reason: reason.join(" ") }];
      });
    },
  ],
  ["a webhook's creation", "data.", webhook("credential.create")],
  ["a webhook's update", "data.", webhook("credential.update")],
  [
    "a file to import",
    "",
    async (settings) => {
      const validate = rowValidator(providerSlugs([]), { provider: "openai", workspace_id: WORKSPACE });
      const result = validate({
        row: 1,
        line: 2,
        text: "",
        fields: { key: rawKey(), ...settings },
        problems: [],
      });
      return "problems" in result ? result.problems : [];
    },
  ],
];

describe.each(DOORS)("the texts that %s takes", (_, before, problems) => {
  it.each(TEXTS)(
    "%j is refused in a name, a model and a user, by the field and without the text",
    async (text) => {
      expect(await problems({ name: text })).toEqual([{ path: `${before}name`, reason: NOT_PLAIN }]);
      expect(await problems({ allowed_models: ["a", text] })).toEqual([
        { path: `${before}allowed_models.1`, reason: NOT_PLAIN },
      ]);
      expect(await problems({ allowed_user_ids: [text] })).toEqual([
        { path: `${before}allowed_user_ids.0`, reason: NOT_PLAIN },
      ]);
    },
  );

  it("a lone surrogate is refused in a name, a model and a user", async () => {
    for (const name of ["name", "allowed_models", "allowed_user_ids"]) {
      const value = name === "name" ? "a\ud800" : ["a\udc00"];
      expect(await problems({ [name]: value })).toMatchObject([{ reason: "must be well-formed Unicode" }]);
    }
  });

  it.each(["Zoë & Co", "فريق", "می‌خواهم", "👩‍💻 launch", "東京", "", "a\\b", "a\u00a0b", "\ufffd"])(
    "%j is accepted",
    async (text) => {
      expect(await problems({ name: text, allowed_models: [text], allowed_user_ids: [text] })).toEqual([]);
    },
  );
});

it("a record from before the check is still one, and other changes of it are carried out", async () => {
  const door = doorWorld();
  const world = workerWorld(door.table, door.clock);
  const create = world.create(1);
  const old = { name: "a\u202eb", allowed_models: ["a\u0007"], allowed_user_ids: ["\u2028"] };
  await world.provision({ ...create, settings: { ...create.settings, ...old } });
  const path = `/byok/${create.credential_id}`;
  for (const { status, body } of [await door.get(path), await door.send("PATCH", path, { disabled: true })]) {
    expect([status, body.data]).toEqual([200, expect.objectContaining(old)]);
    expect(credentialSchema.safeParse(body.data).success).toBe(true);
  }
  expect((await door.get("/byok")).body.data).toMatchObject([old]);
  expect((await door.send("PATCH", path, { name: "a b" })).body.data.name).toBe("a b");
});

it("a text is plain exactly if none of its characters is of the kinds that are refused", () => {
  const kinds = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...TEXTS.join("")) }),
  );
  fc.assert(
    fc.property(text, (value) => PLAIN_TEXT.test(value) === !kinds.test(value)),
    { numRuns: 5_000 },
  );
});
