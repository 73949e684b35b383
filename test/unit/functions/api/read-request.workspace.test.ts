import { describe, expect, it } from "vitest";
import { managementKey, OTHER_WORKSPACE } from "../../../support/data/fixtures.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

interface Field {
  readonly path: string;
  readonly reason: string;
}
const fieldsOf = (answer: { body: { error: { metadata: { fields: Field[] } } } }) =>
  answer.body.error.metadata.fields;

describe("the workspace of a new credential", () => {
  it("a workspace that the management key may not manage is a 403, and so are global credentials", async () => {
    const token = "kf_mgmt_narrow";
    const narrow = doorWorld({ keys: { [token]: managementKey({ workspaces: [] }) } });
    const headers = { authorization: `Bearer ${token}` };
    for (const workspace_id of [OTHER_WORKSPACE, "global", undefined]) {
      const { status, body } = await narrow.post(createBody({ workspace_id }), headers);
      expect(status).toBe(403);
      expect(body.error.code).toBe(403);
    }
    expect(narrow.queue.messages).toHaveLength(0);
  });

  it("a request without a workspace is a 400 where the management key has no default one", async () => {
    const token = "kf_mgmt_homeless";
    const homeless = doorWorld({ keys: { [token]: managementKey({ default_workspace_id: null }) } });
    const answer = await homeless.post(createBody(), { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer).map(({ path }) => path)).toEqual(["workspace_id"]);
  });

  it("a global credential needs a management key for all workspaces", async () => {
    const token = "kf_mgmt_all";
    const all = doorWorld({ keys: { [token]: managementKey({ workspaces: "all" }) } });
    const { body } = await all.post(createBody({ workspace_id: "global" }), {
      authorization: `Bearer ${token}`,
    });
    expect(body.data.workspace_id).toBeNull();
  });
});
