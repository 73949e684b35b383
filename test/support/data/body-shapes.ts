/** A JSON text that is hard on a parser, of any size. */
export interface BodyShape {
  readonly name: string;
  /** The text of at most so many bytes, and hardly fewer. */
  readonly build: (bytes: number) => string;
}

/** How far the text nests before its content begins. `deep` takes half of the text for it. */
const NESTINGS = ["flat", "ten levels", "deep"] as const;

/** The text of one element of the content, by its number and the length of its name. */
const CONTENTS = {
  "one member again and again": { open: "", element: (_, length) => `"${"n".repeat(length)}":1`, close: "" },
  "unknown members": {
    open: "",
    element: (index, length) => `"${String(index).padStart(length, "u")}":1`,
    close: "",
  },
  "items of a wrong type": {
    open: '"allowed_models":[',
    element: (_, length) => `["${"w".repeat(length)}"]`,
    close: "]",
  },
  "objects that repeat a member": {
    open: '"allowed_models":[',
    element: (_, length) => `{"${"r".repeat(length)}":1,"${"r".repeat(length)}":2}`,
    close: "]",
  },
} satisfies Readonly<
  Record<string, { open: string; element: (index: number, length: number) => string; close: string }>
>;

const LENGTHS = [1, 40, 1000];

/** 36 shapes: each nesting with each content and each length of names. */
export const BODY_SHAPES: readonly BodyShape[] = NESTINGS.flatMap((nesting) =>
  Object.entries(CONTENTS).flatMap(([content, parts]) =>
    LENGTHS.map((length) => ({
      name: `${nesting}, ${content}, names of ${length}`,
      build: (bytes) => {
        const levels = nesting === "flat" ? 0 : nesting === "deep" ? Math.floor(bytes / 2 / 6) : 10;
        const before = `{${'"a":{'.repeat(levels)}${parts.open}`;
        const after = `${parts.close}}${"}".repeat(levels)}`;
        const inside: string[] = [];
        let room = bytes - before.length - after.length;
        for (let index = 0; room > 0; index += 1) {
          const element = parts.element(index, length);
          room -= element.length + 1;
          if (room >= 0 || index === 0) inside.push(element);
        }
        return before + inside.join(",") + after;
      },
    })),
  ),
);
