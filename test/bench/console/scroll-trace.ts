import type { CDPSession } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds. */
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** What the browser's main thread did, in milliseconds. */
export interface MainThread {
  readonly longestTask: number;
  /** The time of all tasks of more than 50 ms, beyond these 50. */
  readonly blocked: number;
  readonly tasks: number;
}

/** Records the browser's trace of an action, and sums up the tasks of the threads on which pages run. */
export async function traceMainThread(session: CDPSession, action: () => Promise<void>): Promise<MainThread> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => void events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: ["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline"],
    },
  });
  await action();
  await session.send("Tracing.end");
  await complete;
  return sumUp(events);
}

function sumUp(events: readonly TraceEvent[]): MainThread {
  const isMain = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events
    .filter(({ name, ph, pid, tid }) => name === "RunTask" && ph === "X" && isMain.has(`${pid}/${tid}`))
    .map(({ dur = 0 }) => dur / 1_000);
  return {
    longestTask: Math.max(0, ...tasks),
    blocked: tasks.reduce((sum, task) => sum + Math.max(0, task - 50), 0),
    tasks: tasks.length,
  };
}
