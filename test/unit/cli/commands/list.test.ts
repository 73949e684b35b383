import { expect, it } from "vitest";
import { extent } from "../../../../cli/commands/list.ts";

it.each([
  [0, 3, 3, ["3 of 3"]],
  [0, 0, 0, ["0 of 0"]],
  [0, 100, 150, ["1 to 100, of 150. Next: --offset 100"]],
  [0, 100, 5026, ["1 to 100, of 5026. Next: --offset 100", "The newest: --offset 4926. All: --all"]],
  [4926, 100, 5026, ["4927 to 5026, of 5026"]],
  [6000, 0, 5026, ["none from 6001 on, of 5026"]],
])(
  "a page from %i on with %i of the credentials says how to see the others of %i",
  (offset, shown, total, text) => {
    expect(extent(offset, shown, total)).toEqual(text);
  },
);
