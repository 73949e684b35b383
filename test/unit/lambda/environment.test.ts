import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { apiEnvironmentSchema } from "../../../functions/api/env.ts";
import { relayEnvironmentSchema } from "../../../functions/relay/env.ts";
import { workerEnvironmentSchema } from "../../../functions/worker/env.ts";
import { commaSeparated, readEnvironment, wholeNumber } from "../../../shared/lambda/environment.ts";

const schema = z.object({ NAME: z.string(), LIMIT: wholeNumber, EXTRA: commaSeparated });

describe("a function's settings", () => {
  it("the settings are read into what they mean", () => {
    expect(readEnvironment(schema, { NAME: "n", LIMIT: "05000", EXTRA: "a,,b", PATH: "/" })).toEqual({
      NAME: "n",
      LIMIT: 5000,
      EXTRA: ["a", "b"],
    });
    expect(readEnvironment(schema, { NAME: "n", LIMIT: "0", EXTRA: "" }).EXTRA).toEqual([]);
  });

  it("the settings that are wrong or missing stop the function at its start, all named, none shown", () => {
    const read = () => readEnvironment(schema, { LIMIT: "canary", EXTRA: "" });
    expect(read).toThrow("missing or invalid environment variables: NAME, LIMIT");
  });

  it.each(["", "-1", "1.5", "1e3", " 1", "9999999999"])("the text %j is no whole number", (LIMIT) => {
    expect(() => readEnvironment(schema, { NAME: "n", LIMIT, EXTRA: "" })).toThrow("LIMIT");
  });

  it.each([
    ["api", apiEnvironmentSchema],
    ["worker", workerEnvironmentSchema],
    ["relay", relayEnvironmentSchema],
  ])("the settings of the %s are all required", (_, functionSchema) => {
    expect(() => readEnvironment(functionSchema, {})).toThrow(/TABLE_NAME/);
  });
});
