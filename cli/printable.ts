/** A text that somebody else chose, in ASCII alone: it cannot move the cursor or write over what was printed. */
export const printable = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
