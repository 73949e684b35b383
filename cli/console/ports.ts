import type {
  ChangeView,
  CreatedLink,
  CredentialsQuery,
  CredentialWindow,
  DeploymentView,
  FailureView,
  HealthView,
  ImportResult,
  NewLink,
  Page,
  PipelineView,
  QueueName,
  SourceView,
  WireEvent,
  WireImport,
  WireLink,
  WireUsedCredential,
} from "./wire.ts";

/** All that the console's page may see and do. No answer has a key of any kind in it. */
export interface Operator {
  deployment(): Promise<DeploymentView>;
  credentials(query: CredentialsQuery): Promise<CredentialWindow>;
  credential(id: string): Promise<WireUsedCredential>;
  /** Newest first. */
  events(id: string, cursor: string | undefined): Promise<Page<WireEvent>>;
  setDisabled(id: string, disabled: boolean): Promise<ChangeView>;
  remove(id: string): Promise<ChangeView>;
  /** Newest first. */
  imports(workspace: string | undefined, cursor: string | undefined): Promise<Page<WireImport>>;
  importOf(id: string): Promise<WireImport>;
  rejectedRows(id: string, cursor: string | undefined): Promise<Page<ImportResult>>;
  /** Newest first. */
  links(workspace: string | undefined, cursor: string | undefined): Promise<Page<WireLink>>;
  createLink(link: NewLink): Promise<CreatedLink>;
  /** The link as it is now; null where its end is queued. */
  revokeLink(id: string): Promise<WireLink | null>;
  sources(): Promise<readonly SourceView[]>;
  pipeline(): Promise<PipelineView>;
  health(): Promise<HealthView>;
  /** Sends dead letters of a queue back to it, so many at most. */
  redrive(queue: QueueName, limit: number): Promise<{ readonly moved: number }>;
}

/** A failure as the page is told of it. */
export interface FailureAnswer {
  readonly status: number;
  readonly error: FailureView;
}

/** A list of credentials: those of one workspace, or those of one provider in it. */
export interface CredentialList {
  /** By its name. */
  readonly workspace: string;
  readonly provider: string | undefined;
  readonly order: "oldest" | "newest";
}

/** Reads parts of lists, of up to a hundred credentials. */
export interface CredentialPages {
  window(list: CredentialList, offset: number, limit: number): Promise<Omit<CredentialWindow, "searched">>;
}
