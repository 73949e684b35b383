import type { CreatedLink, NewLink } from "../wire.ts";
import { button, h } from "./dom.ts";
import { dateTime } from "./format.ts";
import { notice } from "./notices.ts";

const HOUR = 3_600;

/** In seconds. */
const LIFETIMES = [
  ["30 minutes", HOUR / 2],
  ["24 hours", 24 * HOUR],
  ["7 days", 7 * 24 * HOUR],
  ["30 days", 30 * 24 * HOUR],
] as const;

/** A link for a new credential of a workspace. */
interface Creation {
  readonly workspace: string;
  readonly providers: readonly string[];
}

/** A link for another key of an existing credential. */
interface Rotation {
  readonly credential_id: string;
  readonly label: string;
}

/** Asks for what a link is for. Undefined where nobody wants one after all. */
export function askForLink(target: Creation | Rotation): Promise<NewLink | undefined> {
  const { promise, resolve } = Promise.withResolvers<NewLink | undefined>();
  const lifetime = h(
    "select",
    { id: "link-lifetime" },
    ...LIFETIMES.map(([text, seconds]) =>
      h("option", { value: seconds, selected: text === "24 hours" }, text),
    ),
  );
  const { elements, linkOf } = "workspace" in target ? fieldsOfNew(target) : fieldsOfRotation(target);
  const title =
    "label" in target
      ? `A link for another key in the place of ${target.label}`
      : "A link for the owner of a key";
  const form = h(
    "form",
    {},
    h("h2", { id: "question" }, title),
    h(
      "p",
      { class: "question-text" },
      "Whoever has the link may bring one key. Send it on a channel that only they read.",
    ),
    ...elements,
    field("Open for", lifetime),
    h(
      "div",
      { class: "actions" },
      button("Cancel", () => dialog.close()),
      h("button", { type: "submit" }, "Make the link"),
    ),
  );
  const dialog = openDialog(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    resolve(linkOf(Number(lifetime.value)));
    dialog.close();
  });
  dialog.addEventListener("close", () => resolve(undefined));
  return promise;
}

interface Fields {
  readonly elements: readonly HTMLElement[];
  /** The link that the fields describe. @param expires_in in seconds */
  readonly linkOf: (expires_in: number) => NewLink;
}

/** A credential keeps all but its key, so there is nothing to ask. */
const fieldsOfRotation = ({ credential_id }: Rotation): Fields => ({
  elements: [],
  linkOf: (expires_in) => ({ credential_id, expires_in }),
});

function fieldsOfNew({ workspace, providers }: Creation): Fields {
  const provider = h(
    "select",
    { id: "link-provider" },
    ...providers.map((slug) => h("option", { value: slug, selected: slug === "openai" }, slug)),
  );
  const name = textField("link-name");
  const label = textField("link-label");
  return {
    elements: [
      field("Provider", provider),
      field("Name of the credential (optional)", name),
      field("What the page calls the workspace (optional)", label),
    ],
    linkOf: (expires_in) => ({
      workspace,
      provider: provider.value,
      ...(name.value.trim() !== "" && { name: name.value.trim() }),
      ...(label.value.trim() !== "" && { workspace_label: label.value.trim() }),
      expires_in,
    }),
  };
}

/** Shows a link, this once, until somebody says that they have it. */
export function showLink({ url, link }: CreatedLink): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const address = h(
    "textarea",
    { id: "link-url", class: "mono question-input", readonly: true, rows: 4 },
    url,
  );
  const copy = button("Copy", () => {
    navigator.clipboard.writeText(url).then(
      () => notice("The link is in the clipboard."),
      () => address.select(),
    );
  });
  const dialog = openDialog(
    h(
      "div",
      {},
      h("h2", { id: "question" }, "The link, shown this once"),
      h(
        "p",
        { class: "question-text" },
        `It is open until ${dateTime(link.expires_at)}, for one key. keyferry keeps only the hash of its token.`,
      ),
      field("Link", address),
      h(
        "div",
        { class: "actions" },
        copy,
        button("Done", () => dialog.close()),
      ),
    ),
  );
  address.select();
  dialog.addEventListener("close", () => resolve());
  return promise;
}

const textField = (id: string): HTMLInputElement =>
  h("input", { id, class: "question-input", maxlength: 255, autocomplete: "off" });

const field = (label: string, element: HTMLElement): HTMLElement =>
  h("div", { class: "field" }, h("label", { for: element.id, class: "question-label" }, label), element);

function openDialog(content: HTMLElement): HTMLDialogElement {
  const dialog = h("dialog", { "aria-labelledby": "question" }, content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
