import type { Mutant } from "./mutant.ts";

export const API_MUTANTS: readonly Mutant[] = [
  {
    name: "draws a new id for every attempt at a POST",
    file: "shared/credentials/requests/find-attempt.ts",
    find: `deriveId("credential", "api", ...parts)`,
    replace: `deriveId("credential", "api", ...parts, Math.random())`,
    faults: ["answer lost after the send", "api killed in mid-request"],
  },
  {
    name: "draws a new id for every attempt at a PATCH",
    file: "shared/credentials/requests/find-attempt.ts",
    find: `deriveId("command", credentialId, ...parts)`,
    replace: `deriveId("command", credentialId, ...parts, Math.random())`,
    faults: ["answer lost after the send", "api killed in mid-request"],
  },
  {
    name: "answers 201 before the commit",
    file: "functions/api/credential-routes.ts",
    find: `  throw new KeyferryError("postponed", "The change`,
    replace: `  if (credential === null) return context.json({ data: { id }, warnings }, status);
  throw new KeyferryError("postponed", "The change`,
    faults: ["backlog"],
  },
  {
    name: "swallows a failure to queue",
    file: "shared/kernel/sqs-send-ordered.ts",
    find: `await callAws("sqs:SendMessage", () => client.send(message));`,
    replace: `await callAws("sqs:SendMessage", () => client.send(message)).catch(() => undefined);`,
    faults: ["queue fails"],
  },
  {
    name: "shows another workspace's credential",
    file: "shared/credentials/requests/get-credential.ts",
    find: `!mayManage(managementKey, credential.workspace_id)`,
    replace: `!managementKey`,
    faults: [],
  },
  {
    name: "takes the cursor of another list",
    file: "shared/access/cursor.ts",
    find: `if (mac === macOf(position, list, caller)) return position;`,
    replace: `if (mac !== undefined && macOf(position, list, caller) !== "") return position;`,
    faults: [],
  },
  {
    name: "repeats the name of an unknown member",
    file: "shared/kernel/field-problems.ts",
    find: `yield { path: UNKNOWN_FIELD,`,
    replace: `yield { path: [first, ...more].join(),`,
    faults: [],
  },
  {
    name: "logs the key",
    file: "shared/credentials/requests/create-credential.ts",
    find: `  const digest = digestOf(request);`,
    replace: `  const digest = digestOf(request);\n  dependencies.log.info("create", { key: Buffer.from(reveal(request.key)).toString("base64") });`,
    faults: [],
  },
  {
    name: "puts the key on the queue beside its seal",
    file: "shared/credentials/requests/create-credential.ts",
    find: `    settings,\n    sealed_key:`,
    replace: `    settings: { ...settings, name: reveal(request.key) },\n    sealed_key:`,
    faults: [],
  },
];
