import { createResolver } from "../../../resolver/index.ts";

/* A router's use of a resolver as a handler: it resolves requests of one workspace, and opens the first key of each. */

const resolver = createResolver({
  table: String(process.env.TABLE_NAME),
  vaultKey: String(process.env.VAULT_KEY_ID),
});

export interface Resolving {
  readonly workspace: string;
  readonly times: number;
}

/** Returns the microseconds of each request. */
export const handler = async ({ workspace, times }: Resolving): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let done = 0; done < times; done += 1) {
    const start = performance.now();
    const { attempts } = await resolver.resolve({ workspace, providers: ["openai"], model: "gpt-4o" });
    const [first] = attempts;
    if (first?.kind !== "credential") throw new Error("no credential serves the request");
    await first.open();
    taken.push((performance.now() - start) * 1_000);
  }
  return taken;
};
