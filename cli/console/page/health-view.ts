import type { HealthView } from "../wire.ts";
import { get } from "./call.ts";
import { button, fill, h, setText } from "./dom.ts";
import { count, dateTime } from "./format.ts";
import { showFailure } from "./notices.ts";
import type { View } from "./view.ts";

const ORDER = ["critical", "warning", "ok"] as const;

/** The checks of `keyferry doctor`, faults first. */
export const healthView: View = {
  name: "Health",
  show(place, { deployment }, signal) {
    const state = h("p", { class: "dim", role: "status" });
    const result = h("div");
    const again = button("Check again", () => void check());
    fill(place, h("div", { class: "bar" }, h("h1", {}, "Health"), state, again), result);
    if (!deployment.has_aws) {
      again.hidden = true;
      fill(
        result,
        h(
          "p",
          { class: "empty" },
          "The checks need AWS credentials: start the console with --stack, in place of --api-url.",
        ),
      );
      return;
    }
    async function check(): Promise<void> {
      again.disabled = true;
      setText(state, "Checking every part of the deployment …");
      try {
        const health = await get<HealthView>("/api/health", {}, signal);
        setText(state, summaryOf(health));
        fill(result, tableOf(health));
      } catch (error) {
        if (signal.aborted) return;
        setText(state, "");
        showFailure(result, error);
      }
      again.disabled = false;
    }
    void check();
  },
};

function summaryOf({ checks, time }: HealthView): string {
  const found = (status: string) => checks.filter((check) => check.status === status).length;
  const faults = found("critical");
  const doubts = found("warning");
  const parts = [
    ...(faults > 0 ? [count(faults, "fault")] : []),
    ...(doubts > 0 ? [count(doubts, "warning")] : []),
  ];
  return `${parts.join(", ") || `All ${checks.length} checks passed`}, at ${dateTime(time)}`;
}

function tableOf({ checks }: HealthView): HTMLElement {
  const sorted = ORDER.flatMap((status) => checks.filter((check) => check.status === status));
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h("tr", {}, ...["Status", "Check", "Finding"].map((title) => h("th", { scope: "col" }, title))),
    ),
    h(
      "tbody",
      {},
      ...sorted.map(({ status, check, detail }) =>
        h(
          "tr",
          {},
          h("td", {}, h("span", { class: `badge ${status}` }, status)),
          h("th", { scope: "row" }, check),
          h("td", { class: "wrap rest" }, detail),
        ),
      ),
    ),
  );
}
