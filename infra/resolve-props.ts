/** For which workspaces an identity resolves requests. */
export interface ResolveProps {
  /**
   * The ids of the workspaces whose credentials it may list and open. The global credentials come with each.
   *
   * @default - all workspaces
   */
  readonly workspaces?: string[];
}
