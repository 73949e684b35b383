import type { SourceView } from "../wire.ts";
import { get } from "./call.ts";
import { fill, h } from "./dom.ts";
import { dateTime } from "./format.ts";
import { showFailure } from "./notices.ts";
import type { View } from "./view.ts";

/** The systems that hand over keys by signed webhooks, without their secrets. */
export const sourcesView: View = {
  name: "Webhook sources",
  show(place, { deployment }, signal) {
    const result = h("div", {}, h("p", { class: "loading" }, "Reading the sources …"));
    fill(place, h("div", { class: "bar" }, h("h1", {}, "Webhook sources")), result);
    if (!deployment.has_aws) {
      fill(
        result,
        h(
          "p",
          { class: "empty" },
          "Sources need AWS credentials: start the console with --stack, in place of --api-url.",
        ),
      );
      return;
    }
    get<readonly SourceView[]>("/api/sources", {}, signal).then(
      (sources) => fill(result, sources.length === 0 ? none() : tableOf(sources)),
      (error: unknown) => {
        if (!signal.aborted) showFailure(result, error);
      },
    );
  },
};

const none = (): HTMLElement =>
  h(
    "p",
    { class: "empty" },
    "No source is set up. ",
    h("code", {}, "keyferry webhooks add <name>"),
    " adds one, and prints its URL and its secret.",
  );

const tableOf = (sources: readonly SourceView[]): HTMLElement =>
  h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["Name", "Signature", "Workspaces", "Secrets", "URL"].map((title) =>
          h("th", { scope: "col" }, title),
        ),
      ),
    ),
    h(
      "tbody",
      {},
      ...sources.map(({ name, scheme, workspaces, secrets, url }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row", class: "mono" }, name),
          h("td", {}, scheme),
          h("td", { class: "mono wrap" }, workspaces.join(", ")),
          h(
            "td",
            {},
            secrets.map(({ created_at, expires_at }) => secretText(created_at, expires_at)).join("; "),
          ),
          h("td", { class: "mono wrap" }, url),
        ),
      ),
    ),
  );

const secretText = (createdAt: string, expiresAt: string | null): string =>
  expiresAt === null ? `since ${dateTime(createdAt)}` : `until ${dateTime(expiresAt)}`;
