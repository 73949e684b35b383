import fc from "fast-check";
import { expect, it } from "vitest";
import { readFragment } from "../../../../../functions/web/page/fragment.ts";

const TOKEN = "t".repeat(43);
const THUMBPRINT = "_-".padEnd(43, "p");

it("the fragment of a link has its token and the thumbprint of the key to seal with", () => {
  const secret = { token: TOKEN, thumbprint: THUMBPRINT };
  expect(readFragment(`#${TOKEN}.${THUMBPRINT}`)).toEqual(secret);
  expect(readFragment(`${TOKEN}.${THUMBPRINT}`)).toEqual(secret);
});

it.each([
  "",
  "#",
  `#${TOKEN}`,
  `#${TOKEN}.`,
  `#.${THUMBPRINT}`,
  `#${TOKEN}.${THUMBPRINT}.x`,
  `#${TOKEN.slice(1)}.${THUMBPRINT}`,
  `#${TOKEN}.${THUMBPRINT} `,
  `#${TOKEN}.${THUMBPRINT}\n`,
  `#${TOKEN}%2E${THUMBPRINT}`,
])("the fragment %j is not that of a link", (fragment) => {
  expect(readFragment(fragment)).toBeNull();
});

it("any text is a whole fragment or none", () => {
  const part = fc.base64String({ minLength: 40, maxLength: 46 });
  fc.assert(
    fc.property(part, part, (token, thumbprint) => {
      const read = readFragment(`#${token}.${thumbprint}`);
      if (read !== null) expect([read.token, read.thumbprint]).toEqual([token, thumbprint]);
      const isWhole = [token, thumbprint].every((text) => /^[\w-]{43}$/.test(text));
      expect(read !== null).toBe(isWhole);
    }),
  );
});
