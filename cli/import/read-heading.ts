import type { FieldProblem } from "../../shared/kernel/errors.ts";
import { didYouMean } from "../../shared/kernel/nearest-name.ts";
import { UsageError } from "../failure.ts";
import { cellsToFields } from "./cells-to-fields.ts";
import { FIELD_NAMES, fieldOf, type Naming } from "./field-names.ts";
import { exportColumns, isExportColumn, providerOfAddress } from "./password-manager.ts";

/** Turns the cells of a row into fields. */
export interface Heading {
  readonly columns: number;
  read(cells: readonly string[]): {
    readonly fields: Readonly<Record<string, unknown>>;
    readonly problems: readonly FieldProblem[];
  };
}

/** Whether a cell of a heading is a name that a column may have. */
export const isColumnName = (name: string, naming: Naming): boolean =>
  name !== "" && (isIgnored(name, naming) || fieldOf(name, naming) !== null || isExportColumn(name));

const isIgnored = (name: string, { ignore }: Naming): boolean => ignore.includes(name);

/**
 * Reads a heading: the API's fields in any spelling, the caller's own names, or a password manager's export. A column
 * without a name, of which spreadsheets leave many, must be empty.
 * @throws UsageError for a column that is none of these.
 */
export function readHeading(cells: readonly string[], naming: Naming): Heading {
  const names = cells.map((cell) => cell.trim());
  const exported =
    Object.keys(naming.map).length === 0 ? exportColumns(names.filter((name) => name !== "")) : null;
  return exported === null ? fieldHeading(names, naming) : exportHeading(names, exported);
}

function fieldHeading(names: readonly string[], naming: Naming): Heading {
  const fields = names.map((name) => (name === "" || isIgnored(name, naming) ? null : fieldOf(name, naming)));
  const isUnknown = (name: string) =>
    name !== "" && !isIgnored(name, naming) && fieldOf(name, naming) === null;
  refuseUnknown(names, isUnknown, fields);
  const twice = fields.find((field, index) => field !== null && fields.indexOf(field) !== index);
  if (typeof twice === "string") throw new UsageError(`two columns hold the field ${twice}`);
  const unnamed = unnamedColumns(names, naming);
  return {
    columns: names.length,
    read: (cells) => {
      const row = cellsToFields(fields, cells);
      if (unnamed.length === 0) return row;
      return { fields: row.fields, problems: [...row.problems, ...strayText(cells, unnamed)] };
    },
  };
}

function refuseUnknown(
  names: readonly string[],
  isUnknown: (name: string) => boolean,
  fields: readonly (string | null)[],
): void {
  const unknown = names.filter(isUnknown);
  if (unknown.length === 0) return;
  const more =
    unknown.length > 1 ? `and ${unknown.length - 1} more are not known fields` : "is not a known field";
  const hint = fields.every((field) => field === null)
    ? "  The first line must be a heading that names the columns, such as provider,key,name.\n"
    : "";
  throw new UsageError(
    `column ${names.findIndex(isUnknown) + 1} ${more}${didYouMean(unknown, FIELD_NAMES)}\n${hint}` +
      "  Use --map <column>=<field> or --ignore <column>. The fields are " +
      `${[...FIELD_NAMES].join(", ")}.`,
  );
}

function exportHeading(names: readonly string[], exported: readonly (string | null)[]): Heading {
  const rest = [...exported];
  const columns = names.map((name) => (name === "" ? null : (rest.shift() ?? null)));
  const fields = columns.map((column) => (column === "address" ? null : column));
  const address = columns.indexOf("address");
  return {
    columns: names.length,
    read: (cells) => {
      const provider = providerOfAddress(cells[address] ?? "");
      const { fields: values, problems } = cellsToFields(fields, cells);
      if (provider !== undefined) return { fields: { ...values, provider }, problems };
      return { fields: values, problems: [...problems, NO_PROVIDER] };
    },
  };
}

const NO_PROVIDER: FieldProblem = {
  path: "provider",
  reason: "cannot be told from the login's address, which is of no known provider: leave the row out",
};

/** Those that the caller does not ignore with `--ignore ""`. */
const unnamedColumns = (names: readonly string[], naming: Naming): readonly number[] =>
  isIgnored("", naming) ? [] : names.flatMap((name, index) => (name === "" ? index : []));

const strayText = (cells: readonly string[], unnamed: readonly number[]): readonly FieldProblem[] =>
  unnamed
    .filter((index) => (cells[index] ?? "").trim() !== "")
    .slice(0, 1)
    .map((index) => ({ path: "", reason: `has text in column ${index + 1}, which has no heading` }));
