/** A list whose JSON has this size; quotes take most room in a string inside a string. */
export function listOfBytes(bytes: number, character = '"'): string[] {
  const size = Buffer.byteLength(JSON.stringify(character)) - 2;
  const rest = bytes - '["",""]'.length;
  return [character.repeat(Math.floor(rest / size)), "x".repeat(rest % size)];
}
