import type { CloudFormationClient, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { fakeClient } from "./fake-client.ts";

type Resource = Partial<StackResourceSummary>;

export interface FakeStack {
  readonly name: string;
  readonly template: unknown;
  readonly resources: readonly Resource[];
  readonly isProtected?: boolean;
  readonly outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  /** Whether it was deleted so long ago that nobody remembers. */
  readonly isForgotten?: boolean;
  /** Why its resources cannot be imported. Undefined: they can. */
  readonly refusesImport?: string;
  /** Why a resource cannot be deleted right now, by logical id. Undefined: it can. */
  readonly stays?: (logicalId: string) => string | undefined;
}

const missing = (): never => {
  throw Object.assign(new Error("Stack does not exist"), { name: "ValidationError" });
};

/** The event of an earlier update, which has replaced a resource and kept it. */
const replaced = (resource: Resource): Resource => ({
  ...resource,
  PhysicalResourceId: `earlier-${resource.PhysicalResourceId}`,
  ResourceStatus: "DELETE_SKIPPED",
});

/** CloudFormation with one stack, which can be deleted and imported again; and what it was asked to do. */
export function fakeCloudFormation(stack: FakeStack) {
  const id = `arn:stack/${stack.name}/1`;
  let status = stack.isForgotten ? undefined : "UPDATE_COMPLETE";
  let isProtected = stack.isProtected ?? false;
  let resources = stack.resources.map((one): Resource => ({ ResourceStatus: "CREATE_COMPLETE", ...one }));
  const template = stack.template as { Resources?: Record<string, { DeletionPolicy?: string }> };
  const isThis = (name: string): boolean =>
    name === id || (name === stack.name && status !== "DELETE_COMPLETE");

  const fake = fakeClient<CloudFormationClient>({
    DescribeStacksCommand: ({ StackName }) =>
      status === undefined || !isThis(StackName)
        ? missing()
        : {
            Stacks: [
              {
                StackId: id,
                StackStatus: status,
                EnableTerminationProtection: isProtected,
                Outputs: stack.outputs ?? [],
              },
            ],
          },
    GetTemplateCommand: () => ({ TemplateBody: JSON.stringify(stack.template) }),
    ListStackResourcesCommand: ({ StackName }) =>
      isThis(StackName) ? { StackResourceSummaries: resources } : missing(),
    UpdateTerminationProtectionCommand: ({ EnableTerminationProtection }) => {
      isProtected = EnableTerminationProtection;
    },
    DeleteStackCommand: ({ RetainResources = [] }) => {
      if (isProtected) throw new Error("the stack is protected");
      if (RetainResources.length > 0 && status !== "DELETE_FAILED") throw new Error("nothing has failed");
      resources = resources.map((one) => {
        const logical = one.LogicalResourceId ?? "";
        const kept =
          RetainResources.includes(logical) ||
          template.Resources?.[logical]?.DeletionPolicy?.startsWith("Retain");
        const reason = kept ? undefined : stack.stays?.(logical);
        if (one.ResourceStatus === "DELETE_COMPLETE") return one;
        if (kept) return { ...one, ResourceStatus: "DELETE_SKIPPED" };
        return reason === undefined
          ? { ...one, ResourceStatus: "DELETE_COMPLETE" }
          : { ...one, ResourceStatus: "DELETE_FAILED", ResourceStatusReason: reason };
      });
      const failed = resources.some(({ ResourceStatus }) => ResourceStatus === "DELETE_FAILED");
      status = failed ? "DELETE_FAILED" : "DELETE_COMPLETE";
    },
    ListStacksCommand: () => ({
      StackSummaries:
        status === "DELETE_COMPLETE"
          ? [{ StackName: stack.name, StackId: id, DeletionTime: new Date("2026-11-26T00:00:00Z") }]
          : [],
    }),
    // The newest first, two at a time.
    DescribeStackEventsCommand: ({ NextToken = "0" }) => {
      const end = Number(NextToken) + 2;
      return {
        StackEvents: [...resources, ...stack.resources.map(replaced)].slice(Number(NextToken), end),
        ...(end < 2 * resources.length && { NextToken: String(end) }),
      };
    },
    CreateChangeSetCommand: () => undefined,
    DescribeChangeSetCommand: () =>
      stack.refusesImport === undefined
        ? { Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE" }
        : { Status: "FAILED", ExecutionStatus: "UNAVAILABLE", StatusReason: stack.refusesImport },
    DeleteChangeSetCommand: () => undefined,
    ExecuteChangeSetCommand: () => {
      status = "IMPORT_COMPLETE";
    },
  });
  return { ...fake, status: () => status, resources: () => resources };
}
