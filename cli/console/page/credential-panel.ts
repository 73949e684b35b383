import type { ChangeView, CreatedLink, WireUsedCredential } from "../wire.ts";
import { CallError, get, post } from "./call.ts";
import { limitsOf } from "./credential-grid.ts";
import { confirmByTyping } from "./dialog.ts";
import { button, fill, h, refill } from "./dom.ts";
import { ago, dateTime, number, shortId } from "./format.ts";
import { live } from "./live.ts";
import { askForLink, showLink } from "./new-link.ts";
import { failureText, notice, showFailure } from "./notices.ts";
import { onChange } from "./on-change.ts";
import { showTimeline, type Timeline } from "./timeline.ts";

const EVERY_MS = 4_000;

interface PanelEvents {
  readonly close: () => void;
  /** The credential was changed from here. */
  readonly changed: () => void;
}

/** One credential: its record, what can be done with it, and what happened to it. */
export function showCredential(
  panel: HTMLElement,
  id: string,
  { close, changed }: PanelEvents,
  signal: AbortSignal,
): void {
  const record = h("div", {}, h("p", { class: "loading" }, "Reading the credential …"));
  const events = h("div");
  const heading = h("h2", { class: "mono", tabindex: -1, title: id }, shortId(id));
  fill(
    panel,
    h("div", { class: "bar" }, heading, copyButton(id), button("Close", close, { class: "end" })),
    record,
    h("h3", {}, "Events"),
    events,
  );
  panel.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) close();
    },
    { signal },
  );
  heading.focus({ preventScroll: true });
  const ifNew = onChange();
  const timeline: Timeline = showTimeline(events, id, signal);

  const read = async (): Promise<void> => {
    try {
      const credential = await get<WireUsedCredential>(`/api/credentials/${id}`, {}, signal);
      ifNew(credential, () => refill(record, factsOf(credential), actionsOf(credential)));
    } catch (error) {
      if (signal.aborted) return;
      // Whatever comes next is drawn.
      ifNew(undefined, () => {});
      if (isGone(error)) {
        fill(record, h("p", { class: "empty" }, "Deleted, or in no workspace of this management key."));
      } else showFailure(record, error);
    }
    await timeline.refresh();
  };

  async function change(path: string, body: object, said: string): Promise<void> {
    try {
      const { status } = await post<ChangeView>(`/api/credentials/${id}/${path}`, body);
      notice(status === "done" ? said : "The change is queued: the worker carries it out.");
    } catch (error) {
      notice(failureText(error), "bad");
    }
    changed();
    await read();
  }

  function actionsOf({ disabled, label }: WireUsedCredential): HTMLElement {
    const toggle = disabled
      ? button("Enable", () => void change("disabled", { disabled: false }, `${label} is enabled.`), {
          "data-key": "toggle",
        })
      : button("Disable", () => void change("disabled", { disabled: true }, `${label} is disabled.`), {
          "data-key": "toggle",
        });
    const remove = button("Delete …", () => void askToDelete(label), { class: "bad", "data-key": "delete" });
    const ask = button("Ask for another key …", () => void askForKey(label), { "data-key": "ask" });
    return h("div", { class: "actions" }, toggle, ask, remove);
  }

  /** Makes a link at which the owner of the key brings the next one. */
  async function askForKey(label: string): Promise<void> {
    const link = await askForLink({ credential_id: id, label });
    if (link === undefined) return;
    await post<CreatedLink>("/api/links", link).then(showLink, (error: unknown) => {
      notice(failureText(error), "bad");
    });
    await read();
  }

  async function askToDelete(label: string): Promise<void> {
    const isMeant = await confirmByTyping({
      title: `Delete ${label}?`,
      text: "Its key is wiped for good: no one can bring it back, and its id is never used again. The events stay.",
      word: shortId(id),
      action: "Delete for good",
    });
    if (isMeant) await change("delete", {}, `${label} is deleted.`);
  }

  live(read, () => EVERY_MS, signal);
}

const isGone = (error: unknown): boolean => error instanceof CallError && error.failure.kind === "not_found";

function copyButton(id: string): HTMLElement {
  return button("Copy the id", () => {
    navigator.clipboard.writeText(id).then(
      () => notice("The id is in the clipboard."),
      () => notice(`The browser does not allow it. The id is ${id}`, "bad"),
    );
  });
}

function factsOf(credential: WireUsedCredential): HTMLElement {
  const { disabled, workspace_id, allowed_models, allowed_user_ids, allowed_api_key_hashes, declared_zdr } =
    credential;
  const state = disabled ? "disabled" : "enabled";
  const listed = (list: readonly string[] | null): string =>
    list === null ? "all" : list.join(", ") || "none";
  const facts: readonly (readonly [string, HTMLElement | string])[] = [
    ["State", h("span", {}, h("span", { class: `dot ${state}` }), state)],
    ["Provider", credential.provider],
    ["Label", h("span", { class: "mono" }, credential.label)],
    ["Name", credential.name ?? "–"],
    ["Id", h("span", { class: "mono" }, credential.id)],
    ["Workspace", h("span", { class: "mono" }, workspace_id ?? "global")],
    ["Created", `${dateTime(credential.created_at)}, ${ago(credential.created_at, Date.now())}`],
    ["Last used", useOf(credential)],
    ["Limits", limitsOf(credential) || "none"],
    ["Models", listed(allowed_models)],
    ["Users", listed(allowed_user_ids)],
    ["API keys", listed(allowed_api_key_hashes)],
    ["ZDR", declared_zdr === null ? "inherited" : declared_zdr ? "declared" : "declared to have none"],
    ["Sort order", h("span", { class: "mono" }, String(credential.sort_order))],
  ];
  return h(
    "dl",
    { class: "facts" },
    ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** When a router last used the key, and what the provider answered in that hour. */
function useOf({ last_used_at, last_hour }: WireUsedCredential): string {
  if (!last_used_at) return "no router has reported a use";
  const outcomes = Object.entries(last_hour?.outcomes ?? {}).map(
    ([outcome, times]) => `${number(times)} ${outcome.replaceAll("_", " ")}`,
  );
  return [`${dateTime(last_used_at)}, ${ago(last_used_at, Date.now())}`, ...outcomes].join("; ");
}
