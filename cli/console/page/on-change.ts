/**
 * Calls `draw` for a value that is another one than the last time. What is looked at every few seconds stays as it is while
 * nothing happens, so that a text which somebody has selected stays selected.
 */
export function onChange(): (value: unknown, draw: () => void) => void {
  let last: string | undefined;
  return (value, draw) => {
    const text = JSON.stringify(value);
    if (text === last) return;
    last = text;
    draw();
  };
}
