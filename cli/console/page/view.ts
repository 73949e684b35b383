import type { DeploymentView } from "../wire.ts";

/** What every view of the page knows. */
export interface Context {
  readonly deployment: DeploymentView;
  /** The name of the workspace that was chosen. */
  readonly workspace: string;
}

/** A view in the middle of the page. It ends with the signal. */
export interface View {
  /** The name in the navigation, and the heading. */
  readonly name: string;
  readonly show: (place: HTMLElement, context: Context, signal: AbortSignal, id: string | undefined) => void;
}
