import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsIn, withoutComments } from "../support/source/import-scanner.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

const FILES = globSync("{infra,functions,shared,cli,client,resolver,docs/openapi}/**/*.ts", {
  cwd: PROJECT,
  exclude: (path) => path === "resolver/dist",
}).sort();
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(`${PROJECT}${file}`, "utf8")]));
const CODE = new Map([...TEXTS].map(([file, text]) => [file, withoutComments(text)]));

/** Every import of the project: a file of it by its path, a package or module by its name. */
const IMPORTS = [...CODE].flatMap(([file, code]) =>
  importsIn(code).map(({ specifier, typeOnly }) => ({
    file,
    typeOnly,
    target: specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier,
  })),
);

interface Layer {
  readonly name: string;
  readonly files: RegExp;
  /** All that its files may import. */
  readonly may: readonly RegExp[];
}

const ZOD = /^zod\/mini$/;
const NODE = /^node:(?!process|console)/;
const SHARED = /^shared\//;

/** The rooms of `shared/`, each with the room of a lower position below it. The one list of them. */
const ROOMS: readonly string[] = JSON.parse(readFileSync(`${PROJECT}shared/rooms.json`, "utf8")).map(
  ({ room }: { readonly room: string }) => room,
);

/** What every room may import. */
const COMMON = new Set(["kernel", "table", "lambda"]);

/** Adapters: by the prefix of the AWS service that they call, or by the suffix of what they store. */
const ADAPTER =
  /^shared\/(?:\w+\/)+(?:(?:dynamodb|kms|sqs|s3|ssm|eventbridge|cloudformation)-[\w-]+|[\w-]+-item)\.ts$/;
const PURE =
  /^shared\/(?!(?:\w+\/)+(?:(?:dynamodb|kms|sqs|s3|ssm|eventbridge|cloudformation)-[\w-]+|[\w-]+-item)\.ts$)/;

/** First match counts. */
const LAYERS: readonly Layer[] = [
  {
    name: "the type that hides a key when printed",
    files: /^shared\/kernel\/secret\.ts$/,
    may: [/^node:util$/],
  },
  { name: "adapters", files: ADAPTER, may: [SHARED, /^@aws-sdk\//, /^node:crypto$/, ZOD] },
  {
    name: "what runs in every function",
    files: /^shared\/lambda\//,
    may: [PURE, /^node:crypto$/, /^hono(\/|$)/, /^aws-lambda$/, ZOD],
  },
  {
    name: "the rules of webhooks",
    files: /^shared\/webhooks\//,
    may: [PURE, /^node:crypto$/, /^standardwebhooks$/, ZOD],
  },
  { name: "the rules of the other rooms", files: SHARED, may: [PURE, /^node:crypto$/, ZOD] },
  { name: "environments", files: /^functions\/\w+\/env\.ts$/, may: [PURE, ZOD] },
  {
    name: "composition roots",
    files: /^functions\/\w+\/handler\.ts$/,
    may: [/^functions\//, SHARED, /^@aws-sdk\/client-/, /^hono\//, NODE],
  },
  {
    name: "the page of intake links",
    files: /^functions\/web\/page\//,
    may: [/^functions\/web\/page\//, /^shared\/(kernel|providers)\//, /^jose$/],
  },
  {
    name: "functions",
    files: /^functions\//,
    may: [/^functions\//, PURE, /^hono(\/|$)/, /^aws-lambda$/, NODE, ZOD],
  },
  {
    name: "the local run",
    files: /^infra\/local\//,
    may: [/^infra\/local\//, SHARED, /^@aws-sdk\/client-/, NODE, ZOD],
  },
  {
    name: "what bundles the functions",
    files: /^infra\/bundling\/(esbuild-settings|own-source-map|write-bundle|write-page)\.ts$/,
    may: [
      /^infra\/bundling\//,
      /^esbuild$/,
      /^@jridgewell\/sourcemap-codec$/,
      /^node:(crypto|url|path|fs\/promises)$/,
    ],
  },
  {
    name: "deploying",
    files: /^infra\/deploy\//,
    may: [
      /^infra\/(deploy|local)\//,
      /^infra\/(stages|concurrency)\.ts$/,
      /^shared\/operations\/cloudformation-/,
      /^@aws-sdk\/client-/,
      NODE,
    ],
  },
  {
    name: "what stands in for parts of the SDK and of Node",
    files: /^infra\/bundling\/(environment-credentials|no-[a-z-]+)\.ts$/,
    may: [],
  },
  {
    name: "infra",
    files: /^infra\//,
    may: [
      /^infra\/(?!(local|deploy)\/)/,
      /^functions\/\w+\/env\.ts$/,
      PURE,
      /^aws-cdk-lib(\/|$)/,
      /^cdk-monitoring-constructs$/,
      /^constructs$/,
      /^cdk-nag$/,
      /^node:(url|path|fs)$/,
      /^node:child_process$/,
    ],
  },
  {
    name: "the client of producers",
    files: /^client\//,
    may: [/^shared\/(kernel|providers|sealing)\//, /^node:crypto$/],
  },
  {
    name: "the resolver",
    files: /^resolver\//,
    may: [
      /^resolver\//,
      /^shared\/(kernel|table|credentials|vault)\//,
      /^shared\/(access\/hash-token|providers\/slug-form)\.ts$/,
      /^@aws-sdk\/client-(dynamodb|kms|sqs)$/,
      /^node:(crypto|timers)$/,
    ],
  },
  {
    name: "the OpenAPI document",
    files: /^docs\/openapi\//,
    may: [
      /^docs\/openapi\//,
      SHARED,
      /^cli\/resolver-agent\/wire\.ts$/,
      /^functions\/api\/read-(query|rows)\.ts$/,
      /^node:fs\/promises$/,
      ZOD,
    ],
  },
  {
    name: "the console's page, which runs in a browser",
    files: /^cli\/console\/page\//,
    may: [/^cli\/console\/page\//, /^cli\/console\/wire\.ts$/],
  },
  {
    name: "cli",
    files: /^cli\//,
    may: [
      /^cli\//,
      /^resolver\//,
      SHARED,
      /^@aws-sdk\/client-/,
      /^(commander|@bomb\.sh\/tab\/commander|@inquirer\/password|cli-progress|open)$/,
      NODE,
      ZOD,
    ],
  },
];

const layerOf = (file: string) => LAYERS.find(({ files }) => files.test(file));

const described = ({ file, target }: { readonly file: string; readonly target: string }) =>
  `${file} imports ${target}`;

describe("imports", () => {
  it("every file of the source belongs to one layer", () => {
    expect(FILES.length).toBeGreaterThan(80);
    expect(FILES.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it.each(LAYERS.map((layer) => [layer.name, layer.may] as const))(
    "the imports of %s stay within what that layer may import",
    (name, may) => {
      const wrong = IMPORTS.filter(({ file, target }) => {
        return layerOf(file)?.name === name && !may.some((allowed) => allowed.test(target));
      });
      expect(wrong.map(described)).toEqual([]);
    },
  );

  it("every import names a file that exists, with its ending", () => {
    const missing = IMPORTS.filter(
      ({ target }) =>
        target.includes("/") && /^(infra|functions|shared|cli|client|resolver|docs\/openapi)\//.test(target),
    );
    expect(missing.filter(({ target }) => !existsSync(`${PROJECT}${target}`)).map(described)).toEqual([]);
  });

  it("no imports form a circle, types aside", () => {
    expect(circles()).toEqual([]);
  });
});

describe("the rooms of shared/", () => {
  const roomOf = (path: string) => /^shared\/(\w+)\//.exec(path)?.[1];
  const across = IMPORTS.filter(
    ({ file, target }) => roomOf(file) && roomOf(target) && roomOf(file) !== roomOf(target),
  );

  it("the rooms are the folders of shared/, and each has files", () => {
    expect([...new Set(FILES.map(roomOf).filter((room) => room !== undefined))].sort()).toEqual(
      [...ROOMS].sort(),
    );
  });

  it("a room imports only rooms that come before it in shared/rooms.json, types included", () => {
    const upwards = across.filter(
      ({ file, target }) => ROOMS.indexOf(roomOf(file) ?? "") < ROOMS.indexOf(roomOf(target) ?? ""),
    );
    expect(upwards.map(described)).toEqual([]);
  });

  it("the rooms import one another at most 180 times, kernel, table and lambda aside", () => {
    expect(across.filter(({ target }) => !COMMON.has(roomOf(target) ?? "")).length).toBeLessThanOrEqual(180);
  });

  it("the requests of credentials stand above the credentials themselves", () => {
    const inward = IMPORTS.filter(
      ({ file, target }) =>
        /^shared\/credentials\/[^/]+$/.test(file) && target.startsWith("shared/credentials/requests/"),
    );
    expect(inward.map(described)).toEqual([]);
  });

  it.each(["README.md", "docs/architecture.md"])("the rooms are drawn in %s as the code has them", (page) => {
    const text = readFileSync(`${PROJECT}${page}`, "utf8");
    const picture = /```mermaid\n(flowchart TD\n[\s\S]*?)```/.exec(text)?.[1] ?? "";
    const drawn = [...picture.matchAll(/^ *([\w &]+) --> ([\w &]+)$/gm)].flatMap(([, from = "", to = ""]) =>
      from.split(" & ").flatMap((upper) => to.split(" & ").map((lower) => `${upper} → ${lower}`)),
    );
    expect(ROOMS.filter((room) => !new RegExp(`\\b${room}\\b`).test(picture))).toEqual([]);
    expect(drawn.filter((arrow) => !arrow.endsWith(" → common")).sort()).toEqual(
      necessaryArrows(across.map(({ file, target }) => [roomOf(file) ?? "", roomOf(target) ?? ""])),
    );
  });
});

/** The arrows of a picture in which a room may import all that it reaches: those that no longer path replaces. */
function necessaryArrows(imports: readonly (readonly [string, string])[]): string[] {
  const below = (room: string): readonly string[] => [
    ...new Set(imports.filter(([from, to]) => from === room && !COMMON.has(to)).map(([, to]) => to)),
  ];
  const reaches = (from: string, to: string): boolean =>
    below(from).some((next) => next === to || reaches(next, to));
  return ROOMS.flatMap((room) =>
    below(room)
      .filter((to) => !below(room).some((other) => other !== to && reaches(other, to)))
      .map((to) => `${room} → ${to}`),
  ).sort();
}

it("the infrastructure takes no code from functions, only the types of their environments", () => {
  const code = IMPORTS.filter(
    ({ file, target, typeOnly }) => file.startsWith("infra/") && target.startsWith("functions/") && !typeOnly,
  );
  expect(code.map(described)).toEqual([]);
});

it("the functions take no code from the schemas of answers, only types", () => {
  const code = IMPORTS.filter(
    ({ file, target, typeOnly }) =>
      file.startsWith("functions/") && /^shared\/.*\/answers\.ts$/.test(target) && !typeOnly,
  );
  expect(code.map(described)).toEqual([]);
});

it("the console's page takes no code from outside of it, only types", () => {
  const code = IMPORTS.filter(
    ({ file, target, typeOnly }) =>
      file.startsWith("cli/console/page/") && !target.startsWith("cli/console/page/") && !typeOnly,
  );
  expect(code.map(described)).toEqual([]);
});

it("no function imports another", () => {
  const folder = (path: string) => /^functions\/(\w+)\//.exec(path)?.[1];
  const across = IMPORTS.filter(
    ({ file, target }) => folder(file) && folder(target) && folder(file) !== folder(target),
  );
  expect(across.map(described)).toEqual([]);
});

it("the environment is read at the edge", () => {
  const edge =
    /^(functions\/\w+\/handler|infra\/bundling\/environment-credentials)\.ts$|^infra\/(local|deploy)\/|^cli\//;
  expect(filesWith(/\bprocess\s*(\.|\?\.|\[)\s*["']?env\b/).filter((file) => !edge.test(file))).toEqual([]);
});

it("one place prints", () => {
  const inside = /^(functions|shared)\//;
  expect(filesWith(/\bconsole\b|\bprocess\.std(out|err)\b/).filter((file) => inside.test(file))).toEqual([
    "shared/lambda/logger.ts",
  ]);
});

it("no file only passes on what others export, but for those that a package consists of", () => {
  const barrels = [...CODE].filter(([, code]) => {
    const rest = code.replace(/^(import|export)\b[^;"]*"[^"]*";?/gm, "").trim();
    return /^export\b[^;"=(]*\bfrom\s*"/m.test(code) && rest === "";
  });
  expect(barrels.map(([file]) => file)).toEqual(["infra/cdk.ts", "resolver/index.ts"]);
});

it("no file is longer than 250 lines", () => {
  const DATA = "shared/providers/catalogue.ts";
  const long = [...TEXTS].filter(([file, text]) => file !== DATA && text.trimEnd().split("\n").length > 250);
  expect(long.map(([file]) => file)).toEqual([]);
});

function filesWith(pattern: RegExp): string[] {
  return [...CODE].filter(([, code]) => pattern.test(code)).map(([file]) => file);
}

/** Each circle once, as the path around it. */
function circles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const next of IMPORTS.filter(
      (entry) => entry.file === file && !entry.typeOnly && TEXTS.has(entry.target),
    )) {
      visit(next.target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of FILES) visit(file, []);
  return found;
}
