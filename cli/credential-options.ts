import { type Command, Option } from "commander";
import type { SettingsChange } from "../shared/credentials/settings.ts";
import { REGIONS, type Region } from "../shared/kernel/region.ts";

/** The settings of a credential as flags. */
interface SettingFlags {
  readonly name?: string;
  readonly disabled?: boolean;
  readonly fallback?: boolean;
  readonly byokOnly?: boolean;
  readonly required?: boolean;
  readonly zdr?: boolean;
  readonly dataRegion?: Region;
  readonly allowModel?: readonly string[];
  readonly allowUser?: readonly string[];
  readonly allowKeyHash?: readonly string[];
}

export const withSettingOptions = (command: Command): Command =>
  command
    .option("--name <name>", "a name for people")
    .option("--disabled", "store the credential without using it")
    .option("--fallback", "use it only after the provider's other credentials")
    .option("--byok-only", "never use the provider's shared endpoints")
    .option("--required", "never use shared endpoints for the models that it applies to")
    .option("--zdr", "declare zero data retention")
    .option("--no-zdr", "declare that there is no zero data retention")
    .addOption(
      new Option("--data-region <region>", "declare the data region of the account").choices(REGIONS),
    )
    .option("--allow-model <model...>", "restrict it to these models")
    .option("--allow-user <id...>", "restrict it to these users")
    .option("--allow-key-hash <hash...>", "restrict it to these API keys, by SHA-256 in hex");

/** The request's fields that the flags ask for. */
export function settingsOfFlags(command: Command): SettingsChange {
  const flags = command.opts<SettingFlags>();
  const all = {
    name: flags.name,
    disabled: flags.disabled,
    is_fallback: flags.fallback,
    is_byok_only: flags.byokOnly,
    is_required: flags.required,
    declared_zdr: flags.zdr,
    declared_region: flags.dataRegion,
    allowed_models: flags.allowModel,
    allowed_user_ids: flags.allowUser,
    allowed_api_key_hashes: flags.allowKeyHash,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
