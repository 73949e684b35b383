import type { DeploymentView } from "../wire.ts";
import { CallError, get, openSession } from "./call.ts";
import { credentialsView } from "./credentials-view.ts";
import { fill, h } from "./dom.ts";
import { healthView } from "./health-view.ts";
import { importsView } from "./imports-view.ts";
import { linksView } from "./links-view.ts";
import { failureBox } from "./notices.ts";
import { pipelineView } from "./pipeline-view.ts";
import { createShell } from "./shell.ts";
import { sourcesView } from "./sources-view.ts";

const VIEWS = {
  pipeline: pipelineView,
  credentials: credentialsView,
  imports: importsView,
  links: linksView,
  sources: sourcesView,
  health: healthView,
};

void start();

async function start(): Promise<void> {
  const token = location.hash.slice(1);
  // Neither the history nor a bookmark has the token, whether it works or not.
  history.replaceState(null, "", "/#pipeline");
  fill(document.body, h("p", { class: "loading page" }, "Opening the console …"));
  try {
    await openSession(token);
    const deployment = await get<DeploymentView>("/api/deployment");
    createShell(deployment, VIEWS).start(document.body);
  } catch (error) {
    fill(
      document.body,
      isWithoutSession(error) ? needsLink() : h("main", { class: "page" }, failureBox(error)),
    );
  }
}

const isWithoutSession = (error: unknown): boolean =>
  error instanceof CallError && error.failure.kind === "no_session";

/** A link works once, and a page that is reloaded has lost its session. */
function needsLink(): HTMLElement {
  return h(
    "main",
    { class: "page" },
    h("h1", { class: "page-title" }, "This page needs another link"),
    h(
      "p",
      { class: "page-text" },
      "A link of the console works once and for ten minutes, and a page that is reloaded has lost its session. ",
      "Press Enter in the terminal in which ",
      h("code", {}, "keyferry console"),
      " runs, and open the link that it prints.",
    ),
    h(
      "p",
      { class: "page-text" },
      "If you have not opened this link before, somebody else on this machine has: end the console with Ctrl-C.",
    ),
  );
}
