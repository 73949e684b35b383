/* The page is made of elements and texts, and of no markup: what others wrote stays text wherever it is shown. */

export type Child = Node | string | number | null | undefined | false;

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children. An attribute that is true is there, and one that is false or undefined is not. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  setAll(element, attributes);
  element.append(...shown(children));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing. */
export function svg(name: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS(SVG, name) as SVGElement;
  setAll(element, attributes);
  element.append(...shown(children));
  return element;
}

/** Puts other children in the place of those that an element has. */
export const fill = (element: Element, ...children: readonly Child[]): void =>
  element.replaceChildren(...shown(children));

/**
 * Puts newer children in the place of those that an element has. What was focused stays so, if there is still something
 * with its name in `data-key`.
 */
export function refill(element: HTMLElement, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && element.contains(focused) ? focused.dataset.key : undefined;
  fill(element, ...children);
  if (key === undefined) return;
  const named = [...element.querySelectorAll<HTMLElement>("[data-key]")];
  named.find((each) => each.dataset.key === key)?.focus();
}

export function button(label: Child, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Changes a text only where it is another one, so that nothing is drawn or read out for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

const shown = (children: readonly Child[]): (Node | string)[] =>
  children.flatMap((child) =>
    child === null || child === undefined || child === false
      ? []
      : typeof child === "number"
        ? String(child)
        : child,
  );
