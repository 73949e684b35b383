import { beforeEach, describe, expect, it } from "vitest";
import { ignoredFields } from "../../../../functions/api/ignored-fields.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

const NOT_KEPT = {
  code: "field_not_kept",
  message: "This deployment knows the field shared_with, and does not keep it.",
};

describe("fields that a deployment accepts and does not keep", () => {
  it("a request with such a field is carried out, with a warning that names the field", async () => {
    const created = await door.post(createBody({ shared_with: ["anybody"] }));
    expect([created.status, created.body.warnings]).toEqual([201, [NOT_KEPT]]);
    expect(created.text).not.toContain("anybody");
    const changed = await door.send("PATCH", `/byok/${created.body.data.id}`, {
      name: "x",
      shared_with: null,
    });
    expect([changed.status, changed.body.warnings, changed.body.data.name]).toEqual([200, [NOT_KEPT], "x"]);
    const queued = await door.post(createBody({ name: "y", shared_with: 1 }), { prefer: "respond-async" });
    expect([queued.status, queued.body.warnings]).toEqual([202, [NOT_KEPT]]);
    expect(JSON.stringify(door.queue.messages)).not.toContain("shared_with");
  });

  it("a request is the same with and without such a field", async () => {
    const [first, second] = [await door.post(createBody()), await door.post(createBody({ shared_with: 1 }))];
    expect(second.body.data).toEqual(first.body.data);
    expect(door.table.credentials.size).toBe(1);
  });

  it.each([{ shared_wit: 1 }, { disbled: true }, { data: { shared_with: 1 } }, { some_other: 1 }])(
    "an unknown field that no deployment named is refused as before: %j",
    async (more) => {
      expect((await door.post(createBody(more))).status).toBe(400);
    },
  );

  it("a field of that kind that is given twice is refused, since one of the two could be meant", async () => {
    const text = JSON.stringify(createBody()).replace(/}$/, `,"shared_with":1,"shared_with":2}`);
    expect((await door.post(text)).status).toBe(400);
  });

  it("a body that is no object is refused as before", async () => {
    for (const body of ["[]", "null", '"shared_with"']) expect((await door.post(body)).status).toBe(400);
  });

  it.each(["disabled", "disbled", "isFallback", "is-fallback", "key", "", "a b"])(
    "a deployment cannot ignore %j, which is a field of keyferry, nearly one, or none at all",
    (name) => {
      expect(() => ignoredFields([name])).toThrow("number 1");
    },
  );
});
