/** Attributes by name; `true` for one without a value. No style and no event: the page's policy allows neither as text. */
type Attributes = Readonly<Record<string, string | true | undefined>>;

type Child = Node | string | null;

/** Creates an element. Every text becomes a text node, and no text is ever parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(attribute, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

let ids = 0;

/** An id that no other element of the page has. */
export function newId(prefix: string): string {
  ids += 1;
  return `${prefix}-${ids}`;
}
