import { expect, it } from "vitest";
import { handedOut } from "../../../../cli/resolver-agent/handed-out.ts";
import { openable } from "../../../support/fakes/fixed-resolver.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => `${digit}0000000-0000-4000-8000-000000000001`) as [
  string,
  string,
  string,
];

it("a key that was handed out is remembered by its name and version, and by nothing that opens it", () => {
  const known = handedOut();
  known.add(openable(A, "the key"));
  expect(known.find(A, 2)).toEqual({ credential: { id: A, key_version: 2 } });
});

it("the newest are remembered, and a key of another version is not", () => {
  const known = handedOut(2);
  for (const id of [A, B, A, C]) known.add(openable(id, "the key"));
  expect([A, C].map((id) => known.find(id, 2).credential.id)).toEqual([A, C]);
  expect(() => known.find(B, 2)).toThrow();
  expect(() => known.find(A, 1)).toThrow();
});
