import * as z from "zod/mini";
import { NOT_PLAIN, PLAIN_TEXT } from "../kernel/plain-text.ts";
import { REGIONS } from "../kernel/region.ts";

const flag = z.boolean();
/** Half of a surrogate pair has no UTF-8 form, so no queue or table can hold it unchanged. */
const wellFormed = z.refine<string>((value) => value.isWellFormed(), {
  message: "must be well-formed Unicode",
});
const storedText = z.string().check(wellFormed);
/** A text as every door takes it. */
export const requestedText = z.string().check(wellFormed, z.regex(PLAIN_TEXT, NOT_PLAIN));

/**
 * The largest size of one list as JSON, in bytes. A page of 100 credentials must fit Lambda's response limit
 * of 6 MB, as JSON text inside JSON, where quotes and backslashes take twice the space.
 */
export const MAX_LIST_BYTES = 12_288;

/** The most items of a list. */
const MAX_ITEMS = 100;

/** Counts a list before its items are looked at, so that a long list has one problem and not one per item. */
const countedList = z.array(z.any()).check(z.maxLength(MAX_ITEMS));

const modelOrUserList = (text: typeof storedText) =>
  z.nullable(
    z.pipe(
      countedList,
      z.array(text).check(
        z.maxLength(MAX_ITEMS),
        z.refine((list) => Buffer.byteLength(JSON.stringify(list)) <= MAX_LIST_BYTES, {
          message: `must have at most ${MAX_LIST_BYTES} bytes as JSON`,
        }),
      ),
    ),
  );

const apiKeyHash = z.string().check(z.regex(/^[a-f0-9]{64}$/));

const shapeWith = (text: typeof storedText) => ({
  name: z.nullable(text.check(z.maxLength(255))),
  disabled: flag,
  is_fallback: flag,
  is_byok_only: flag,
  is_required: flag,
  declared_zdr: z.nullable(flag),
  declared_region: z.nullable(z.enum(REGIONS)),
  allowed_models: modelOrUserList(text),
  allowed_user_ids: modelOrUserList(text),
  allowed_api_key_hashes: z.nullable(
    z.pipe(countedList, z.array(apiKeyHash).check(z.minLength(1), z.maxLength(MAX_ITEMS))),
  ),
});

/**
 * The settings that a caller may set on a credential besides its key, under their wire names. `null` means
 * "none" for `name`, "no restriction" for the `allowed_*` lists, "inherit" for `declared_zdr` and "undeclared" for
 * `declared_region`. It takes all texts that a record may have from before the doors refused some.
 */
export const settingsShape = shapeWith(storedText);

/** The settings as every door takes them: their texts are plain. */
export const requestedSettingsSchema = z.partial(z.strictObject(shapeWith(requestedText)));

export const settingsSchema = z.strictObject(settingsShape);
export const settingsChangeSchema = z.partial(settingsSchema);

/** The settings of a new credential. Without a declared region, the region that the key names counts. */
export const initialSettingsSchema = z.strictObject({
  ...settingsShape,
  declared_region: z.optional(settingsShape.declared_region),
});

export type Settings = z.infer<typeof settingsSchema>;
export type InitialSettings = z.infer<typeof initialSettingsSchema>;
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

export const DEFAULT_SETTINGS: Settings = {
  name: null,
  disabled: false,
  is_fallback: false,
  is_byok_only: false,
  is_required: false,
  declared_zdr: null,
  declared_region: null,
  allowed_models: null,
  allowed_user_ids: null,
  allowed_api_key_hashes: null,
};

export const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS) as readonly (keyof Settings)[];

/** A change without the settings that it leaves unchanged. */
export const withoutUndefined = (change: SettingsChange): Partial<Settings> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

/** The fields that a change sets. `key` stands for the key itself. */
export const namedFields = (hasKey: boolean, change: SettingsChange): string[] => [
  ...(hasKey ? ["key"] : []),
  ...Object.keys(withoutUndefined(change)),
];

/** The settings after a change. Settings that the change leaves out keep their value. */
export const mergeSettings = <Current extends InitialSettings>(
  current: Current,
  change: SettingsChange,
): Current => ({
  ...(Object.fromEntries(SETTING_NAMES.map((name) => [name, current[name]])) as unknown as Current),
  ...withoutUndefined(change),
});

/** A credential that is used exclusively for a provider cannot also be the fallback that is tried last. */
export const settingsContradict = (settings: SettingsChange): boolean =>
  settings.is_byok_only === true && settings.is_fallback === true;

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** The names of the settings in which `change` differs from `current`, in a fixed order. */
export const changedSettings = (current: Settings, change: SettingsChange): (keyof Settings)[] =>
  SETTING_NAMES.filter((name) => change[name] !== undefined && !same(current[name], change[name]));
