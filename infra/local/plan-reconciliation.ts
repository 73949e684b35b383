import * as z from "zod/mini";

/*
 * Properties that MiniStack 1.5.33 accepts in a template and then drops. Each was checked against that version: the
 * deployment succeeds, but the resource lacks what its template says.
 */

const cors = z.object({
  AllowOrigins: z.optional(z.array(z.string())),
  AllowMethods: z.optional(z.array(z.string())),
  AllowHeaders: z.optional(z.array(z.string())),
  ExposeHeaders: z.optional(z.array(z.string())),
  AllowCredentials: z.optional(z.boolean()),
  MaxAge: z.optional(z.number()),
});

const pointInTimeRecovery = z.optional(z.object({ PointInTimeRecoveryEnabled: z.boolean() }));

const resource = z.object({
  Type: z.string(),
  Properties: z.optional(
    z.object({
      TimeToLiveSpecification: z.optional(z.object({ AttributeName: z.string(), Enabled: z.boolean() })),
      PointInTimeRecoverySpecification: pointInTimeRecovery,
      Replicas: z.optional(z.array(z.object({ PointInTimeRecoverySpecification: pointInTimeRecovery }))),
      CorsConfiguration: z.optional(cors),
      ReservedConcurrentExecutions: z.optional(z.number()),
    }),
  ),
});

export const templateSchema = z.object({ Resources: z.record(z.string(), resource) });

export type Template = z.infer<typeof templateSchema>;

export type Reconciliation =
  | { readonly kind: "time-to-live"; readonly table: string; readonly attribute: string }
  | { readonly kind: "point-in-time-recovery"; readonly table: string }
  | { readonly kind: "cors"; readonly apiId: string; readonly cors: z.infer<typeof cors> }
  | { readonly kind: "concurrency"; readonly functionName: string; readonly reserved: number };

/** The steps that make the deployed resources match the template. `physicalIds` is by logical id. */
export function planReconciliation(
  template: Template,
  physicalIds: ReadonlyMap<string, string>,
): Reconciliation[] {
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const id = physicalIds.get(logicalId);
    if (id === undefined || Properties === undefined) return [];
    return planResource(Type, id, Properties);
  });
}

type Properties = NonNullable<z.infer<typeof resource>["Properties"]>;

function planResource(type: string, id: string, properties: Properties): Reconciliation[] {
  const plan: Reconciliation[] = [];
  switch (type) {
    case "AWS::DynamoDB::Table":
    case "AWS::DynamoDB::GlobalTable": {
      const ttl = properties.TimeToLiveSpecification;
      if (ttl?.Enabled) plan.push({ kind: "time-to-live", table: id, attribute: ttl.AttributeName });
      const recovery = [properties, ...(properties.Replicas ?? [])];
      if (recovery.some((of) => of.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled)) {
        plan.push({ kind: "point-in-time-recovery", table: id });
      }
      break;
    }
    case "AWS::ApiGatewayV2::Api":
      if (properties.CorsConfiguration) {
        plan.push({ kind: "cors", apiId: id, cors: properties.CorsConfiguration });
      }
      break;
    case "AWS::Lambda::Function":
      if (properties.ReservedConcurrentExecutions !== undefined) {
        plan.push({
          kind: "concurrency",
          functionName: id,
          reserved: properties.ReservedConcurrentExecutions,
        });
      }
      break;
  }
  return plan;
}
