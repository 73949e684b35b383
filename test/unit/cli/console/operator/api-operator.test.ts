import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import type { ApiRequest, CallApi } from "../../../../../cli/api-client.ts";
import { apiOperator } from "../../../../../cli/console/operator/api-operator.ts";
import { commandId, credentialId } from "../../../../support/data/fixtures.ts";

const ID = credentialId(1);

/** An API that gives these answers in turn, and what it was asked. */
function world(...answers: readonly unknown[]) {
  const asked: ApiRequest[] = [];
  const callApi = (async (request: ApiRequest, schema: z.ZodMiniType) => {
    asked.push(request);
    return schema.parse(answers[Math.min(asked.length, answers.length) - 1]);
  }) as CallApi;
  return { operator: apiOperator(callApi), asked };
}

const row = (number: number, outcome: string) => ({
  row: number,
  id: commandId(number),
  outcome,
  reason: outcome === "rejected" ? "refused_key: The key is a placeholder" : null,
  warnings: [],
});

describe("what the console does by the API", () => {
  it("the rejected rows are looked for page by page until there are some", async () => {
    const { operator, asked } = world(
      { data: [row(1, "created")], next_cursor: "a" },
      { data: [row(2, "created"), row(3, "rejected")], next_cursor: "b" },
    );
    const { data, next_cursor } = await operator.rejectedRows(ID, undefined);
    expect([data.map((each) => each.row), next_cursor]).toEqual([[3], "b"]);
    expect(asked.map(({ query }) => query?.cursor)).toEqual([undefined, "a"]);
  });

  it("one request looks through five pages of results at most", async () => {
    const { operator, asked } = world({ data: [row(1, "created")], next_cursor: "more" });
    expect(await operator.rejectedRows(ID, "from")).toEqual({ data: [], next_cursor: "more" });
    expect(asked).toHaveLength(5);
  });

  it.each([
    [{ deleted: true }, "done"],
    [{ id: ID, status: "accepted" }, "queued"],
  ])("a deletion that is answered %j is %s", async (answer, status) => {
    const { operator, asked } = world(answer);
    expect(await operator.remove(ID)).toEqual({ status });
    expect(asked).toEqual([{ method: "DELETE", path: `/byok/${ID}` }]);
  });

  it("the end of a link that is only queued is null", async () => {
    const { operator, asked } = world({ id: ID, status: "accepted" });
    expect(await operator.revokeLink(ID)).toBeNull();
    expect(asked).toEqual([{ method: "DELETE", path: `/byok/links/${ID}` }]);
  });

  it("a change asks the API to wait for its outcome", async () => {
    const { operator, asked } = world({ id: ID, status: "accepted", warnings: [] });
    expect(await operator.setDisabled(ID, true)).toEqual({ status: "queued" });
    expect(asked[0]).toMatchObject({
      method: "PATCH",
      body: { text: '{"disabled":true}' },
      headers: { prefer: "wait=60" },
    });
  });
});
