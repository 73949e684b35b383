import { type Command, Option } from "commander";
import type { SettingsChange } from "../shared/credentials/settings.ts";
import { REGIONS } from "../shared/kernel/region.ts";

/** A setting of a credential as a flag. */
interface SettingOption {
  readonly setting: keyof SettingsChange;
  readonly flags: string;
  readonly text: string;
  /** The values that it takes, if not every one. */
  readonly choices?: readonly string[];
  /** The flag that takes it back, for a credential that exists. */
  readonly back: string;
  readonly backText: string;
}

/** The setting that is yes, no or neither: each has a flag, for new credentials too. */
const ZDR: SettingOption = {
  setting: "declared_zdr",
  flags: "--zdr",
  text: "declare zero data retention",
  back: "--no-zdr",
  backText: "declare that there is no zero data retention",
};

const SETTINGS: readonly SettingOption[] = [
  {
    setting: "name",
    flags: "--name <name>",
    text: "a name for people",
    back: "--no-name",
    backText: "remove the name",
  },
  {
    setting: "disabled",
    flags: "--disabled",
    text: "store the credential without using it",
    back: "--no-disabled",
    backText: "use it again",
  },
  {
    setting: "is_fallback",
    flags: "--fallback",
    text: "use it only after the provider's other credentials",
    back: "--no-fallback",
    backText: "use it before the fallbacks",
  },
  {
    setting: "is_byok_only",
    flags: "--byok-only",
    text: "never use the provider's shared endpoints",
    back: "--no-byok-only",
    backText: "shared endpoints may be used",
  },
  {
    setting: "is_required",
    flags: "--required",
    text: "never use shared endpoints for the models that it applies to",
    back: "--no-required",
    backText: "shared endpoints may be used for these models",
  },
  ZDR,
  {
    setting: "declared_region",
    flags: "--data-region <region>",
    text: "declare the data region of the account",
    choices: REGIONS,
    back: "--no-data-region",
    backText: "declare no data region",
  },
  {
    setting: "allowed_models",
    flags: "--allow-model <model...>",
    text: "restrict it to these models",
    back: "--no-allow-model",
    backText: "allow every model",
  },
  {
    setting: "allowed_user_ids",
    flags: "--allow-user <id...>",
    text: "restrict it to these users",
    back: "--no-allow-user",
    backText: "allow every user",
  },
  {
    setting: "allowed_api_key_hashes",
    flags: "--allow-key-hash <hash...>",
    text: "restrict it to these API keys, by SHA-256 in hex",
    back: "--no-allow-key-hash",
    backText: "allow every API key",
  },
];

/** The settings of a new credential. */
export const withSettingOptions = (command: Command): Command =>
  SETTINGS.reduce((built, setting) => {
    built.addOption(optionOf(setting));
    return setting === ZDR ? built.option(ZDR.back, ZDR.backText) : built;
  }, command);

/** The settings of a credential that exists: each may also be taken back. */
export const withChangeOptions = (command: Command): Command =>
  SETTINGS.reduce(
    (built, setting) => built.addOption(optionOf(setting)).option(setting.back, setting.backText),
    command,
  ).option("--inherit-zdr", "declare nothing about data retention");

function optionOf({ flags, text, choices }: SettingOption): Option {
  const option = new Option(flags, text);
  return choices === undefined ? option : option.choices(choices);
}

/** The request's fields that the flags ask for. What is taken back is false, or null where that means none. */
export function changesOfFlags(command: Command): SettingsChange {
  const flags = command.opts<Readonly<Record<string, unknown>>>();
  const given = SETTINGS.flatMap(({ setting, flags: text }) => {
    const value = flags[new Option(text).attributeName()];
    if (value === undefined) return [];
    return [[setting, value === false && takesValue(text) ? null : value]];
  });
  return { ...Object.fromEntries(given), ...(flags.inheritZdr === true && { declared_zdr: null }) };
}

const takesValue = (flags: string): boolean => flags.includes("<");
