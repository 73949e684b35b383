import type { CreatedLink, Page, WireLink } from "../wire.ts";
import { get, post } from "./call.ts";
import { button, fill, h, refill } from "./dom.ts";
import { dateTime } from "./format.ts";
import { live } from "./live.ts";
import { askForLink, showLink } from "./new-link.ts";
import { failureText, notice, showFailure } from "./notices.ts";
import { onChange } from "./on-change.ts";
import type { View } from "./view.ts";

const EVERY_MS = 10_000;

/** The intake links of a workspace, newest first; a new one, and the end of one. */
export const linksView: View = {
  name: "Intake links",
  show(place, { deployment, workspace }, signal) {
    const result = h("div", {}, h("p", { class: "loading" }, "Reading the links …"));
    const older = h("div");
    const shown = new Map<string, WireLink>();
    let cursor: string | null | undefined;
    const ifNew = onChange();
    const make = button("New link", () => void makeLink(), { class: "end" });
    fill(place, h("div", { class: "bar" }, h("h1", {}, "Intake links"), make), result, older);

    async function read(after?: string): Promise<void> {
      try {
        const page = await get<Page<WireLink>>("/api/links", { workspace, cursor: after }, signal);
        for (const link of page.data) shown.set(link.id, link);
        if (cursor === undefined || after !== undefined) cursor = page.next_cursor;
        draw();
      } catch (error) {
        if (signal.aborted) return;
        ifNew(undefined, () => {});
        showFailure(result, error);
      }
    }
    function draw(): void {
      const links = [...shown.values()].toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
      ifNew(links, () =>
        refill(result, links.length === 0 ? none() : tableOf(links, (link) => void revoke(link))),
      );
      fill(older, typeof cursor === "string" && button("Older links", () => void read(cursor ?? undefined)));
    }
    async function makeLink(): Promise<void> {
      const link = await askForLink({ workspace, providers: deployment.providers });
      if (link === undefined) return;
      make.disabled = true;
      try {
        await showLink(await post<CreatedLink>("/api/links", link));
      } catch (error) {
        notice(failureText(error), "bad");
      }
      make.disabled = false;
      await read();
    }
    async function revoke({ id }: WireLink): Promise<void> {
      try {
        const link = await post<WireLink | null>(`/api/links/${id}/revoke`);
        notice(revoked(link));
      } catch (error) {
        notice(failureText(error), "bad");
      }
      await read();
    }
    live(
      () => read(),
      () => EVERY_MS,
      signal,
    );
  },
};

function revoked(link: WireLink | null): string {
  if (link === null) return "The end of the link is queued: the worker carries it out.";
  return link.status === "expired" ? "The link had expired." : "The link is revoked.";
}

const none = (): HTMLElement =>
  h(
    "p",
    { class: "empty" },
    "There is no link of this workspace. Through one, the owner of a key brings it, sealed in their browser.",
  );

const HEADING = ["Link", "State", "For", "Name", "Made", "Open until", "Credential", ""];

const TONES: Readonly<Record<WireLink["status"], string>> = {
  open: "",
  redeemed: "ok",
  revoked: "warning",
  expired: "warning",
};

const tableOf = (links: readonly WireLink[], revoke: (link: WireLink) => void): HTMLElement =>
  h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...HEADING.map(headingOf))),
    h("tbody", {}, ...links.map((link) => rowOf(link, revoke))),
  );

/** A column of buttons has no title to be seen. */
const headingOf = (title: string): HTMLElement => (title === "" ? h("td") : h("th", { scope: "col" }, title));

function rowOf(link: WireLink, revoke: (link: WireLink) => void): HTMLElement {
  const { id, status, purpose, provider, name, created_at, expires_at, credential_id, label } = link;
  const isOpen = status === "open";
  return h(
    "tr",
    {},
    h("th", { scope: "row", class: "mono", title: id }, id.slice(0, 8)),
    h("td", {}, h("span", { class: `badge ${TONES[status]}` }, status)),
    h("td", {}, purpose === "create" ? `a new key of ${provider}` : `another key of ${provider}`),
    h("td", {}, name ?? "–"),
    h("td", { class: "mono" }, dateTime(created_at)),
    h("td", { class: "mono" }, dateTime(expires_at)),
    h(
      "td",
      { class: "mono" },
      status === "redeemed" || purpose === "rotate"
        ? h(
            "a",
            { href: `#credentials/${credential_id}`, "data-key": id },
            label ?? credential_id.slice(0, 8),
          )
        : "–",
    ),
    h(
      "td",
      { class: "end" },
      isOpen &&
        button("Revoke", () => revoke(link), {
          "data-key": `revoke ${id}`,
          "aria-label": `Revoke the link ${id.slice(0, 8)}`,
        }),
    ),
  );
}
