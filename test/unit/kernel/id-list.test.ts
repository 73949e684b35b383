import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { idList } from "../../../shared/kernel/id-list.ts";

it("a list of ids gives back each id by its place, however long it gets", () => {
  const list = idList();
  const ids = Array.from({ length: 5_000 }, () => randomUUID());
  const places = ids.map((id) => list.add(id));
  expect(places[0]).toBe(1);
  expect(places.map(list.get)).toEqual(ids);
});
