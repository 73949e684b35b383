import { describe, expect, it } from "vitest";
import { rawKey } from "../../../support/data/fixtures.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

const door = doorWorld();
const CANARY = "canary-5f1d-never-echo-me";

describe("the body of a request", () => {
  it.each([
    ["no content type", { "content-type": "" }],
    ["text", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["something that starts like JSON", { "content-type": "application/jsonp" }],
  ])("a body with %s for its content type is a 415", async (_, headers) => {
    const { status, body } = await door.post(createBody(), headers);
    expect(status).toBe(415);
    expect(body.error).toMatchObject({ code: 415, message: "The Content-Type must be application/json" });
  });

  it.each(["application/json", "Application/JSON; charset=utf-8", "application/vnd.api+json"])(
    "the content type %s is accepted",
    async (type) => {
      expect((await doorWorld().post(createBody(), { "content-type": type })).status).toBe(201);
    },
  );

  it("a body above 64 KB in bytes, not in characters, is a 413, and one of 64 KB is not", async () => {
    const bodyOf = (bytes: number, name: string) => {
      const body = JSON.stringify(createBody({ name }));
      return body + " ".repeat(bytes - Buffer.byteLength(body));
    };
    const statuses = [
      (await doorWorld().post(bodyOf(65_536, "k3y"))).status,
      (await doorWorld().post(bodyOf(65_537, "k3y"))).status,
      (await doorWorld().post(bodyOf(65_537, "🔑é".repeat(60)))).status,
    ];
    expect(statuses).toEqual([201, 413, 413]);
  });

  it.each(["", "{", `{"key": "${CANARY}", }`, `{'key': '${CANARY}'}`, CANARY])(
    "a body that is not JSON is a 400: %j",
    async (text) => {
      const answer = await door.post(text);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toBe("The request body is not valid JSON");
      expect(answer.text).not.toContain(CANARY.slice(0, 6));
    },
  );

  it.each(["null", "[]", "7", '"text"', "{}"])(
    "a body that is JSON and no request is a 400: %s",
    async (text) => {
      expect((await door.post(text)).status).toBe(400);
    },
  );

  it("a member that is given twice is a 400", async () => {
    const { body } = await door.post(`{"key":"${rawKey()}","provider":"openai","provider":"groq"}`);
    expect(body.error.metadata.fields).toMatchObject([{ path: "provider" }]);
  });
});
