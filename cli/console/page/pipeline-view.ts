import type { PipelineView, QueueName, QueueView } from "../wire.ts";
import { get, post } from "./call.ts";
import { button, fill, h, setText } from "./dom.ts";
import { count, number } from "./format.ts";
import { live } from "./live.ts";
import { failureText, notice, showFailure } from "./notices.ts";
import { createSparkline, type Sparkline } from "./sparkline.ts";
import type { View } from "./view.ts";

const EVERY_MS = 2_000;

/** To be tried before all others: while the cause is there, each message fails again and comes back. */
const TEN = 10;
const ALL = 1_000_000;

/** What is sent through each queue, in the words of the documentation. */
const QUEUES: Readonly<Record<QueueName, { readonly title: string; readonly holds: string }>> = {
  commands: { title: "commands.fifo", holds: "in order per credential" },
  imports: { title: "imports", holds: "fair between workspaces" },
  uses: { title: "uses", holds: "what routers report of keys" },
  archive: { title: "archive", holds: "written once, signed each hour" },
};

/** The path of a key from left to right, and what waits where. */
export const pipelineView: View = {
  name: "Pipeline",
  show(place, { deployment }, signal) {
    const state = h("p", { class: "dim", role: "status" }, "Counting …");
    const troubles = h("div");
    const queues = {
      commands: queueCard("commands"),
      imports: queueCard("imports"),
      uses: queueCard("uses"),
      archive: queueCard("archive"),
    };
    const worker = figure("in flight");
    const outbox = figure("in the outbox");
    fill(
      place,
      h("div", { class: "bar" }, h("h1", {}, "Pipeline"), state),
      troubles,
      h(
        "ol",
        { class: "pipeline", "aria-label": "The path of a key and of its event" },
        stage(
          "Seal",
          card("api", "POST · PATCH · DELETE /byok"),
          card("webhook", "POST /webhooks/{source}"),
          card("web", "the page of intake links"),
          card("producers", "keyferry import, or any that seals"),
        ),
        stage("Wait", queues.commands.element, queues.imports.element, queues.uses.element),
        stage("Open and encrypt", card("worker", "the only writer of credentials", worker.element)),
        stage("Commit", card("table", "credential and event, one item")),
        stage("Publish", card("relay", "from the table's stream", outbox.element)),
        stage("Deliver", card("event bus", "to your rules, and to the archive's")),
        stage("Keep", queues.archive.element),
      ),
      h(
        "p",
        { class: "dim note" },
        "SQS counts approximately. A dead letter is a message that failed until its queue set it aside; it holds ciphertext only. ",
        "Sent back, it is carried out as usual, and one whose outcome exists already changes nothing.",
      ),
    );
    if (!deployment.has_aws) {
      fill(state);
      fill(
        troubles,
        h(
          "p",
          { class: "empty" },
          "The queues need AWS credentials: start the console with --stack, in place of --api-url.",
        ),
      );
      return;
    }
    const show = (view: PipelineView): void => {
      fill(troubles);
      for (const queue of view.queues) queues[queue.queue].show(queue);
      const held = view.queues.filter(({ queue }) => queue !== "archive");
      worker.show(held.reduce((sum, { in_flight }) => sum + in_flight, 0));
      outbox.show(view.outbox, view.outbox >= view.outbox_limit ? "+" : "");
      setText(state, summaryOf(view));
    };
    live(
      () =>
        get<PipelineView>("/api/pipeline", {}, signal).then(show, (error: unknown) => {
          if (signal.aborted) return;
          setText(state, "");
          showFailure(troubles, error);
        }),
      () => EVERY_MS,
      signal,
    );
  },
};

function summaryOf({ queues, outbox }: PipelineView): string {
  const waiting = queues.reduce((sum, { waiting, delayed }) => sum + waiting + delayed, 0);
  const dead = queues.reduce((sum, queue) => sum + queue.dead, 0);
  const rest = outbox === 0 ? [] : [`${count(outbox, "event")} in the outbox`];
  if (waiting + dead + outbox === 0) return "Nothing waits.";
  return `${[`${count(waiting, "message")} waiting`, `${count(dead, "dead letter")}`, ...rest].join(", ")}.`;
}

const stage = (title: string, ...cards: readonly HTMLElement[]): HTMLElement =>
  h("li", { class: "stage" }, h("h2", {}, title), ...cards);

const card = (title: string, says: string, ...more: readonly Element[]): HTMLElement =>
  h("div", { class: "card" }, h("h3", { class: "mono" }, title), h("p", { class: "says" }, says), ...more);

interface Figure {
  readonly element: HTMLElement;
  readonly show: (value: number, suffix?: string) => void;
}

function figure(label: string): Figure {
  const value = h("dd", {}, "–");
  const element = h("dl", { class: "figure" }, h("dt", {}, label), value);
  return {
    element,
    show(shown, suffix = "") {
      setText(value, `${number(shown)}${suffix}`);
      element.classList.toggle("some", shown > 0);
    },
  };
}

function queueCard(name: QueueName) {
  const figures = {
    waiting: figure("waiting"),
    in_flight: figure("in flight"),
    delayed: figure("delayed"),
    dead: figure("dead letters"),
  };
  figures.dead.element.classList.add("dead");
  const sparkline: Sparkline = createSparkline(`Waiting in ${QUEUES[name].title} over the last minutes`);
  const some = button("Send back ten", () => void sendBack(name, TEN, buttons), { hidden: true });
  const all = button("Send back", () => void sendBack(name, ALL, buttons), { hidden: true });
  const buttons = [some, all];
  const { title, holds } = QUEUES[name];
  return {
    element: card(
      title,
      holds,
      figures.waiting.element,
      sparkline.element,
      figures.in_flight.element,
      figures.delayed.element,
      figures.dead.element,
      ...buttons,
    ),
    show(queue: QueueView): void {
      for (const [part, { show }] of Object.entries(figures)) show(queue[part as keyof typeof figures]);
      figures.delayed.element.hidden = queue.delayed === 0;
      sparkline.add(queue.waiting + queue.delayed);
      some.hidden = queue.dead <= TEN;
      all.hidden = queue.dead === 0;
      setText(all, queue.dead <= TEN ? "Send back" : "Send back all");
      some.setAttribute("aria-label", `Send back ten of the dead letters of ${title}`);
      all.setAttribute("aria-label", `${all.textContent} the dead letters of ${title}`);
    },
  };
}

async function sendBack(
  queue: QueueName,
  limit: number,
  buttons: readonly HTMLButtonElement[],
): Promise<void> {
  for (const each of buttons) each.disabled = true;
  try {
    const { moved } = await post<{ readonly moved: number }>(`/api/queues/${queue}/redrive`, { limit });
    notice(`${count(moved, "dead letter")} sent back to ${QUEUES[queue].title}.`);
  } catch (error) {
    notice(failureText(error), "bad");
  }
  for (const each of buttons) each.disabled = false;
}
