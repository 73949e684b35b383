/** What this page reads of a jsii assembly: https://aws.github.io/jsii/. */
export interface Assembly {
  readonly types: Readonly<Record<string, ApiType>>;
}

interface Documented {
  readonly docs?: { readonly summary?: string; readonly remarks?: string; readonly default?: string };
}

interface ApiType extends Documented {
  readonly name: string;
  readonly kind: string;
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
}

interface Property extends Documented {
  readonly name: string;
  readonly type: TypeOf;
  readonly static?: boolean;
}

interface Method extends Documented {
  readonly name: string;
  readonly parameters?: readonly (Documented & { readonly name: string; readonly type: TypeOf })[];
}

interface TypeOf {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: "array" | "map"; readonly elementtype: TypeOf };
}

/** The page docs/api.md: what `keyferry/cdk` exports, in the words of the comments in its sources. */
export const apiPage = ({ types }: Assembly): string =>
  `${[
    "# The construct",
    '`import { Keyferry } from "keyferry/cdk"`. This page is made of the comments in `infra/`: `npm run test:jsii -- --write`.',
    ...["Keyferry", "KeyferryProps", "AuditLock"].flatMap((name) => {
      const type = types[`keyferry.${name}`];
      return type === undefined ? [] : sectionOf(type);
    }),
  ].join("\n\n")}\n`;

const sectionOf = (type: ApiType): readonly string[] => [
  `## ${type.name}`,
  textOf(type),
  ...tableOf(type.properties ?? [], type.kind === "interface"),
  ...(type.methods ?? []).flatMap(({ parameters = [], ...method }) => [
    `### ${method.name}(${parameters.map(({ name, type: of }) => `${name}: ${nameOf(of)}`).join(", ")})`,
    textOf(method),
    ...parameters.map(({ name, docs }) => `- \`${name}\`: ${docs?.summary ?? ""}`),
  ]),
];

function tableOf(properties: readonly Property[], withDefaults: boolean): readonly string[] {
  if (properties.length === 0) return [];
  const heading = withDefaults
    ? ["| option | type | default | |", "|---|---|---|---|"]
    : ["| | type | |", "|---|---|---|"];
  const rows = properties.map((property) => {
    const cells = [`\`${property.name}\``, `\`${nameOf(property.type)}\``];
    if (withDefaults) cells.push((property.docs?.default ?? "").replace(/^- /, ""));
    return `| ${[...cells, textOf(property).replaceAll(/\s+/g, " ")].join(" | ")} |`;
  });
  return [[...heading, ...rows].join("\n")];
}

/** Links among the comments are to names of this page. */
const textOf = ({ docs }: Documented): string =>
  [docs?.summary, docs?.remarks]
    .filter((text) => text !== undefined)
    .join("\n\n")
    .replaceAll(/\{@link (\w+)\}/g, "`$1`");

const nameOf = ({ primitive, fqn, collection }: TypeOf): string => {
  if (collection === undefined) return primitive ?? fqn?.split(".").at(-1) ?? "any";
  const element = nameOf(collection.elementtype);
  return collection.kind === "array" ? `${element}[]` : `{ [name: string]: ${element} }`;
};
