/**
 * The forms that a text may have inside another: unchanged, in hexadecimal, and in base64 at each of the
 * three positions where it may start in a group of three bytes, without the characters at either end that
 * depend on its neighbours.
 */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from("\0".repeat(shift) + secret)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : 4, -2),
  );
  const hex = Buffer.from(secret).toString("hex");
  return [
    secret,
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** The places where any of these secrets occurs, and in which form. */
export const leaks = (places: Readonly<Record<string, string>>, secrets: readonly string[]) =>
  Object.entries(places).flatMap(([place, text]) =>
    secrets.flatMap((secret) =>
      formsOf(secret)
        .filter((form) => text.includes(form))
        .map((form) => ({ place, form })),
    ),
  );
