import { Command } from "commander";
import type { ManagementKey } from "../../shared/access/management-key.ts";
import { mintManagementKey } from "../../shared/access/mint-management-key.ts";
import type { ManagementKeyStore } from "../../shared/access/ports.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { UsageError } from "../failure.ts";
import { isoTime } from "../option-parsers.ts";
import { lines, table } from "../output.ts";
import { startRun } from "../run.ts";
import type { CliSettings } from "../settings.ts";
import { toWorkspaceId } from "../workspace.ts";

interface CreateFlags {
  readonly name?: string;
  readonly workspace?: readonly string[];
  readonly all?: boolean;
  readonly default?: string;
  readonly expires?: Date;
}

const NOTE = `
Management keys live in the deployment's table: these commands need AWS credentials that may write to it.
The API caches management keys for a minute: until then, a revoked key still works.

Examples:
  $ keyferry keys create --name deploy --all --stack keyferry-prod
  $ keyferry keys list --stack keyferry-prod
`;

export const keysCommand = () =>
  new Command("keys")
    .description("create, list and revoke management keys, with AWS credentials")
    .addHelpText("after", NOTE)
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());

const createCommand = () =>
  new Command("create")
    .description("create a management key and print it: it is shown once and stored nowhere")
    .option("--name <name>", "a name for people")
    .option("-w, --workspace <id...>", "the workspaces that it may manage, at most 1,000")
    .option("--all", "let it manage every workspace, and the global credentials")
    .option("--default <id>", "the workspace of requests that name none (default: the only --workspace)")
    .option("--expires <time>", "when it stops working, as an ISO 8601 time (default: never)", isoTime)
    .action(async (flags: CreateFlags, command: Command) => {
      const { settings, print } = await startRun(command);
      const named = namedWorkspaces(flags.workspace ?? []);
      if ((named.length === 0) === (flags.all !== true)) {
        throw new UsageError(
          "a management key is for some workspaces or for all: pass either --workspace or --all",
        );
      }
      const only = named.length === 1 ? (named[0] ?? null) : null;
      const chosen = flags.default === undefined ? only : toWorkspaceId(flags.default);
      if (chosen !== null && flags.all !== true && !named.includes(chosen)) {
        throw new UsageError("--default takes one of the workspaces of --workspace");
      }
      if (flags.expires !== undefined && flags.expires <= new Date()) {
        throw new UsageError("the time of --expires is over: the management key would never work");
      }
      const store = await openStore(settings);
      const { token, managementKey } = await mintManagementKey(
        {
          name: flags.name ?? null,
          workspaces: flags.all ? "all" : named,
          default_workspace_id: chosen,
          expires_at: flags.expires?.toISOString() ?? null,
        },
        { store, now: () => new Date() },
      );
      const shown = { ...managementKey, management_key: reveal(token) };
      print(shown, () => `${lines(shown)}\nSave it now: it is not shown again.`);
    });

/** @throws UsageError for `global`: only a key for all workspaces manages what all of them use. */
const namedWorkspaces = (names: readonly string[]): readonly string[] =>
  names.map((name) => {
    const id = toWorkspaceId(name);
    if (id === null) throw new UsageError("the global credentials need a management key for all: pass --all");
    return id;
  });

const listCommand = () =>
  new Command("list")
    .description("list the management keys, without the keys themselves")
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const keys = await (await openStore(settings)).list();
      print({ data: keys }, () =>
        table(["id", "name", "workspaces", "created", "expires", "last used, to the hour"], keys.map(toRow)),
      );
    });

const revokeCommand = () =>
  new Command("revoke")
    .description("make a management key stop working, within a minute")
    .argument("<id>", "the management key's id, or its first eight characters or more")
    .action(async (id: string, _flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const store = await openStore(settings);
      const found = await findKey(id, store);
      const revoked = found !== undefined && (await store.revoke(found.id));
      if (!revoked) throw new KeyferryError("not_found", "there is no such management key");
      print({ id: found.id, revoked }, () => `Revoked: ${found.id}`);
    });

/** As many characters of an id as `git` and `docker` show. */
const SHORTEST_ID = 8;

async function findKey(id: string, store: ManagementKeyStore): Promise<ManagementKey | undefined> {
  const keys = await store.list();
  const found = keys.filter((key) => key.id === id || (id.length >= SHORTEST_ID && key.id.startsWith(id)));
  if (found.length > 1) throw new UsageError("several management keys begin so: name more of the id");
  return found[0];
}

async function openStore(settings: CliSettings): Promise<ManagementKeyStore> {
  const { connectManagementKeys } = await import("../connect.ts");
  return connectManagementKeys(settings);
}

const toRow = ({ id, name, workspaces, created_at, expires_at, last_used_at }: ManagementKey): string[] => [
  id,
  name ?? "",
  workspaces === "all" ? "all" : workspaces.join(","),
  created_at,
  expires_at ?? "never",
  last_used_at === null ? "never" : `${last_used_at.slice(0, "2026-01-01T00".length).replace("T", " ")} h`,
];
