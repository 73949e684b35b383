import { expect, it } from "vitest";
import { tellParent } from "../../../../../functions/web/page/embedding.ts";

const DONE = { credential_id: "c", label: "sk-...AbCd", provider: "openai", return_url: null };

it("the page around a frame is told at each allowed origin, exactly, and at no other", () => {
  const posted: unknown[] = [];
  const parent = { postMessage: (message: unknown, origin: string) => posted.push([message, origin]) };
  tellParent(parent, DONE, [
    "https://app.example.com",
    "*",
    "/",
    "https://a.example/path",
    "null",
    "https://b.example",
  ]);
  const message = { type: "keyferry.done", credential_id: "c", label: "sk-...AbCd" };
  expect(posted).toEqual([
    [message, "https://app.example.com"],
    [message, "https://b.example"],
  ]);
});
