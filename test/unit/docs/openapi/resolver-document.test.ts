import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { routesOf } from "../../../../cli/resolver-agent/routes.ts";
import { resolverDocument } from "../../../../docs/openapi/resolver-document.ts";
import { fixedResolver } from "../../../support/fakes/fixed-resolver.ts";

const committed = JSON.parse(
  readFileSync(new URL("../../../../docs/resolver-openapi.json", import.meta.url), "utf8"),
);

describe("docs/resolver-openapi.json", () => {
  it("the committed document is what the agent's schemas say now (npm run openapi writes it)", () => {
    expect(JSON.stringify(committed)).toBe(JSON.stringify(resolverDocument));
  });

  it("the document has every path of the agent with its method, and no other", () => {
    const routes = [...routesOf(fixedResolver([]).resolver)].map(([path, { method, open }]) => [
      path,
      method.toLowerCase(),
      open,
    ]);
    const documented = Object.entries<Record<string, { security?: unknown }>>(committed.paths).map(
      ([path, operations]) => {
        const [[method = "", operation] = []] = Object.entries(operations);
        return [path, method, operation?.security !== undefined];
      },
    );
    expect(documented.sort()).toEqual(routes.sort());
  });

  it("the document describes every member of every body", () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [name, child] of Object.entries(node)) {
        if (path.endsWith("/properties") && Object(child).description === undefined) {
          undescribed.push(`${path}/${name}`);
        }
        visit(child, `${path}/${name}`);
      }
    };
    visit(committed.components.schemas, "");
    expect(undescribed).toEqual([]);
  });
});
