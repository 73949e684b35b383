import { expect, it } from "vitest";
import { returnTarget } from "../../../../../functions/web/page/return-target.ts";

it("the page offers to return to a web page, and names its host", () => {
  expect(returnTarget("https://app.example.com/keys?done=1")).toEqual({
    href: "https://app.example.com/keys?done=1",
    host: "app.example.com",
  });
});

it.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "mailto:a@example.com",
  "/keys",
  "",
  "JAVASCRIPT:x",
  " ",
])("the page offers no way to %j", (url) => {
  expect(returnTarget(url)).toBeNull();
});
