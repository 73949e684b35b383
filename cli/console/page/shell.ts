import type { DeploymentView } from "../wire.ts";
import { fill, h } from "./dom.ts";
import { noticeArea } from "./notices.ts";
import type { View } from "./view.ts";

type Views = Readonly<Record<string, View>>;

/** The frame of the page: which deployment, which workspace, which view. */
export function createShell(deployment: DeploymentView, views: Views) {
  let workspace = deployment.workspace;
  let ends = new AbortController();
  const names = Object.keys(views);
  const main = h("main", { id: "main", tabindex: -1 });
  const links = names.map((name) => h("a", { href: `#${name}` }, views[name]?.name));

  /** `#imports/6f6f9d0a-…` */
  function show(): void {
    const [name = "", id] = location.hash.slice(1).split("/");
    const view = views[name] ?? views[names[0] ?? ""];
    if (view === undefined) return;
    ends.abort();
    ends = new AbortController();
    for (const link of links) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${view.name} · ${deployment.stack ?? "keyferry"} · keyferry console`;
    const place = h("div", { class: `view ${name}` });
    fill(main, place);
    view.show(place, { deployment, workspace }, ends.signal, id);
  }

  function choose(name: string): void {
    if (name === workspace) return;
    workspace = name;
    if (location.hash.includes("/")) location.hash = location.hash.split("/")[0] ?? "";
    else show();
  }

  return {
    start(body: HTMLElement): void {
      const skip = h("a", { href: "#main", class: "skip" }, "Skip to the content");
      skip.addEventListener("click", (event) => {
        event.preventDefault();
        main.focus();
      });
      fill(
        body,
        skip,
        header(deployment, workspaceField(deployment, choose)),
        h("nav", { "aria-label": "Views" }, ...links),
        main,
        noticeArea,
      );
      addEventListener("hashchange", show);
      show();
    },
  };
}

const header = (
  { stack, api_url, api_is_other, region, version }: DeploymentView,
  field: HTMLElement,
): HTMLElement =>
  h(
    "header",
    {},
    h("span", { class: "brand" }, "keyferry"),
    h("span", { class: "mono stack" }, stack ?? new URL(api_url).host),
    api_is_other && h("span", { class: "mono api" }, `API: ${new URL(api_url).host}`),
    region !== null && h("span", { class: "mono dim region" }, region),
    h("span", { class: "dim version" }, version),
    field,
  );

/** `global`, or an id as every door takes it. */
const WORKSPACE = "global|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

function workspaceField(
  { workspace, workspaces }: DeploymentView,
  choose: (name: string) => void,
): HTMLElement {
  const input = h("input", {
    id: "workspace",
    class: "mono",
    list: "workspaces",
    value: workspace,
    pattern: WORKSPACE,
    title: "The id of a workspace, or global",
    spellcheck: "false",
    autocomplete: "off",
    size: 38,
  });
  input.addEventListener("change", () => {
    const name = input.value.trim();
    if (new RegExp(`^(?:${WORKSPACE})$`).test(name)) choose(name);
  });
  // A list offers only what fits the text that is there.
  input.addEventListener("focus", () => input.select());
  return h(
    "div",
    { class: "workspace" },
    h("label", { for: "workspace" }, "Workspace"),
    input,
    h("datalist", { id: "workspaces" }, ...workspaces.map((name) => h("option", { value: name }))),
  );
}
