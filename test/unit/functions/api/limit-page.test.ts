import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { createApp } from "../../../../functions/api/app.ts";
import type { Credential } from "../../../../shared/credentials/credential.ts";
import { MAX_LIST_BYTES } from "../../../../shared/credentials/settings.ts";
import { lambdaHandler } from "../../../../shared/lambda/lambda-handler.ts";
import { credential, credentialId } from "../../../support/data/fixtures.ts";
import { listOfBytes } from "../../../support/data/list-of-bytes.ts";
import { type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

/** AWS Lambda: "Invocation payload (request and response), 6 MB each for synchronous". */
const LAMBDA_LIMIT = 6 * 1024 * 1024;

/** A world that holds 100 such credentials, and its list behind API Gateway. */
function worldOf(overrides: Partial<Credential>) {
  const world = doorWorld();
  for (let n = 1; n <= 100; n += 1) {
    world.table.credentials.set(credentialId(n), credential({ ...overrides, id: credentialId(n) }));
  }
  return { world, list: (limit: number) => listed(world, limit) };
}

async function listed(world: DoorWorld, limit: number) {
  const answer = await lambdaHandler(createApp(world.dependencies))({
    rawPath: "/byok",
    rawQueryString: `limit=${limit}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    requestContext: { requestId: "gateway-1", http: { method: "GET" } },
  } as unknown as APIGatewayProxyEventV2);
  return { bytes: Buffer.byteLength(JSON.stringify(answer)), body: JSON.parse(answer.body ?? "") };
}

describe("a page of 100 credentials", () => {
  it.each([
    ["quotes", '"'],
    ["control characters", "\u0001"],
    ["letters of three bytes", "鍵"],
  ])("a page of the largest credentials, made of %s, fits what Lambda may answer", async (_, character) => {
    const list = listOfBytes(MAX_LIST_BYTES, character);
    const largest = {
      name: character.repeat(255),
      label: "\\".repeat(100),
      provider: "p".repeat(64),
      allowed_models: list,
      allowed_user_ids: list,
      allowed_api_key_hashes: Array(100).fill("0".repeat(64)),
    };
    const { bytes, body } = await worldOf(largest).list(100);
    expect(body.data).toHaveLength(100);
    expect(bytes).toBeLessThan(LAMBDA_LIMIT);
  });

  it("a page of credentials that were stored larger is refused, never cut short: each is still read and changed", async () => {
    const list = listOfBytes(60_000);
    const { world, list: listPage } = worldOf({ allowed_models: list, allowed_user_ids: list });
    const refused = await listPage(100);
    expect(refused.body.error).toMatchObject({
      code: 400,
      metadata: {
        fields: [{ path: "limit", reason: "must be lower: these credentials do not fit one answer" }],
      },
    });
    const page = await listPage(20);
    expect([page.body.data.length, page.body.total_count]).toEqual([20, 100]);
    expect(page.bytes).toBeLessThan(LAMBDA_LIMIT);

    const path = `/byok/${credentialId(1)}`;
    expect((await world.get(path)).body.data.allowed_models).toEqual(list);
    const renamed = await world.send("PATCH", path, { name: "renamed" });
    expect(renamed.body.data).toMatchObject({ name: "renamed", allowed_models: list });
  });
});
