import type { LocalOutputs } from "../../shared/operations/local-outputs.ts";

/** Quotes a word so that every POSIX shell reads it back unchanged. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Commands to try next, ready to paste into a shell. */
export function nextSteps(outputs: LocalOutputs, outputsFile: string): string {
  const authorization = quote(`Authorization: Bearer ${outputs.managementKey}`);
  const body = {
    provider: "openai",
    // It has a usual shape, or the response would carry a warning, but not one that secret scanners look for.
    key: "sk-service-an-example-key-that-opens-nothing",
    name: "My first key",
    workspace_id: outputs.workspaceId,
  };
  return `keyferry is running. See it in your browser, from another terminal in this directory:

  npx keyferry console

Hand it a key:

  curl -sS ${quote(`${outputs.apiUrl}/byok`)} \\
    -H ${authorization} \\
    -H 'Content-Type: application/json' \\
    -d ${quote(JSON.stringify(body))}

and see what it keeps of it:

  curl -sS ${quote(`${outputs.apiUrl}/byok`)} \\
    -H ${authorization}

Addresses and the management key are in ${outputsFile}.
`;
}
