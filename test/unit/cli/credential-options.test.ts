import { Command } from "commander";
import { expect, it } from "vitest";
import { changesOfFlags, withChangeOptions, withSettingOptions } from "../../../cli/credential-options.ts";
import { SETTING_NAMES } from "../../../shared/credentials/settings.ts";

const parsed = (build: (command: Command) => Command, args: readonly string[]) => {
  const command = build(new Command("any")).exitOverride();
  return changesOfFlags(command.parse([...args], { from: "user" }));
};

it("a change names only what its flags name", () => {
  expect(parsed(withChangeOptions, [])).toEqual({});
  expect(parsed(withSettingOptions, [])).toEqual({});
  expect(parsed(withChangeOptions, ["--name", "Team", "--disabled", "--allow-model", "a", "b"])).toEqual({
    name: "Team",
    disabled: true,
    allowed_models: ["a", "b"],
  });
});

it("every setting can be set and taken back, with null where that means none", () => {
  const flags = [
    "--no-name",
    "--no-disabled",
    "--no-fallback",
    "--no-byok-only",
    "--no-required",
    "--no-zdr",
  ];
  const lists = ["--no-data-region", "--no-allow-model", "--no-allow-user", "--no-allow-key-hash"];
  const changes = parsed(withChangeOptions, [...flags, ...lists]);
  expect(changes).toEqual({
    name: null,
    disabled: false,
    is_fallback: false,
    is_byok_only: false,
    is_required: false,
    declared_zdr: false,
    declared_region: null,
    allowed_models: null,
    allowed_user_ids: null,
    allowed_api_key_hashes: null,
  });
  expect(Object.keys(changes)).toEqual(SETTING_NAMES);
  expect(parsed(withChangeOptions, ["--inherit-zdr"])).toEqual({ declared_zdr: null });
});
