import { Command } from "commander";
import type { CredentialRecord } from "../../resolver/credential-record.ts";
import { compareCredentials, orderAttempts } from "../../resolver/order-attempts.ts";
import type { WireCredential } from "../../shared/credentials/requests/answers.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { GLOBAL } from "../../shared/kernel/workspace.ts";
import { UsageError } from "../failure.ts";
import { DEFAULT_WORKSPACE } from "../option-parsers.ts";
import { note, table } from "../output.ts";
import { requireProvider } from "../provider.ts";
import { type Run, startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";
import { readPages } from "./list.ts";

interface Flags {
  readonly workspace?: string;
  readonly provider: readonly string[];
  readonly model: string;
  readonly user?: string;
  readonly apiKeyHash?: string;
  readonly zdr?: boolean;
  readonly explain?: boolean;
}

const HELP = `
Orders what the deployment has now, as @keyferry/resolver does in a router, and opens nothing: whether a key opens shows
"keyferry open". It needs a management key of the workspace; global credentials count where the key may list them.

Examples:
  $ keyferry resolve --provider openai --model gpt-4o
  $ keyferry resolve --provider openai azure --model gpt-4o --user user-17 --explain
  $ keyferry resolve --provider openai --model gpt-4o --explain --json | jq .excluded
`;

export const resolveCommand = () =>
  new Command("resolve")
    .description("show in which order a router tries credentials for a request, without their keys")
    .requiredOption("--provider <slug...>", "the providers, in the router's order")
    .requiredOption("--model <slug>", "the model")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--user <id>", "the user of the router who asks")
    .option("--api-key-hash <hash>", "the caller's API key of the router, by SHA-256 in hex")
    .option("--zdr", "the request asks for zero data retention, and the providers' endpoints have it")
    .option("--explain", "also show what is left out, and why")
    .addHelpText("after", HELP)
    .action(async (flags: Flags, command: Command) => {
      const run = await startRun(command);
      if (flags.workspace !== undefined) toWorkspaceId(flags.workspace);
      if (flags.apiKeyHash !== undefined && !/^[a-f0-9]{64}$/.test(flags.apiKeyHash)) {
        throw new UsageError("--api-key-hash takes 64 lower-case hexadecimal digits, and never a key");
      }
      for (const slug of flags.provider) await requireProvider(slug, run);
      const candidates = await findCandidates(flags, run);
      const zdr = flags.zdr ?? false;
      const order = orderAttempts(
        {
          providers: [...new Set(flags.provider)].map((slug) => ({ slug, zdr })),
          model: flags.model,
          user: flags.user ?? null,
          apiKeyHash: flags.apiKeyHash ?? null,
          zdr,
        },
        (provider) => candidates.filter((credential) => credential.provider === provider),
      );
      const attempts = order.attempts.map((attempt) =>
        attempt.kind === "shared"
          ? attempt
          : {
              kind: attempt.kind,
              provider: attempt.provider,
              section: attempt.section,
              credential_id: attempt.credential.id,
              label: attempt.credential.label,
            },
      );
      const left = { excluded: order.excluded, shared_excluded: order.shared_excluded };
      run.print({ attempts, ...(flags.explain && left) }, () => {
        const rows = attempts.map((attempt, index) => [
          String(index + 1),
          attempt.provider,
          ...(attempt.kind === "shared"
            ? ["shared", "(the platform's own capacity)", ""]
            : [attempt.section, attempt.credential_id, attempt.label]),
        ]);
        const order = table(["", "provider", "section", "credential", "label"], rows);
        return flags.explain ? `${order}\n\n${explanation(left)}` : order;
      });
    });

function explanation({
  excluded,
  shared_excluded,
}: Pick<ReturnType<typeof orderAttempts>, "excluded" | "shared_excluded">): string {
  if (excluded.length + shared_excluded.length === 0) return "Nothing is left out.";
  return table(
    ["left out", "provider", "because of"],
    [
      ...excluded.map(({ credential_id, provider, reason }) => [credential_id, provider, reason]),
      ...shared_excluded.map(({ provider, reason, credential_id }) => [
        "shared capacity",
        provider,
        credential_id === undefined ? reason : `${reason} of ${credential_id}`,
      ]),
    ],
  );
}

/** The credentials of the workspace and the global ones, in the order of use. */
async function findCandidates(flags: Flags, run: Run): Promise<readonly CredentialRecord[]> {
  const read = async (provider: string, workspace: string | undefined) =>
    (await readPages({ provider, offset: 0, limit: 1, all: true, ...(workspace && { workspace }) }, run))
      .credentials;
  const found: WireCredential[] = [];
  for (const provider of new Set(flags.provider)) {
    found.push(...(await read(provider, flags.workspace)));
    if ((flags.workspace ?? run.settings.workspaceId) === GLOBAL) continue;
    found.push(
      ...(await read(provider, GLOBAL).catch((error: unknown) => {
        if (!(error instanceof KeyferryError) || error.kind !== "forbidden") throw error;
        note(
          `keyferry: this management key may not list global credentials: those of ${provider} do not count`,
        );
        return [];
      })),
    );
  }
  return found.map(toRecord).sort(compareCredentials);
}

/** The API shows neither of these two, and the order depends on neither. */
const toRecord = (credential: WireCredential): CredentialRecord => ({
  ...credential,
  updated_at: credential.created_at,
  key_version: 0,
});
