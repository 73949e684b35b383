import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsIn, withoutComments } from "../support/import-scanner.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

const FILES = globSync("{infra,functions,shared,cli}/**/*.ts", { cwd: PROJECT }).sort();
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
const CORE = /^shared\/(domain\/|crypto\/|((audit|webhook)-)?ports\.ts$)/;

/** First match counts. */
const LAYERS: readonly Layer[] = [
  {
    name: "the type that hides a key when printed",
    files: /^shared\/domain\/secret\.ts$/,
    may: [/^node:util$/],
  },
  { name: "domain", files: /^shared\/domain\//, may: [/^shared\/domain\//, ZOD] },
  {
    name: "crypto",
    files: /^shared\/crypto\//,
    may: [/^shared\/(domain|crypto)\//, /^node:crypto$/, /^standardwebhooks$/, ZOD],
  },
  { name: "ports", files: /^shared\/((audit|webhook)-)?ports\.ts$/, may: [/^shared\/(domain|crypto)\//] },
  {
    name: "use cases",
    files: /^shared\/usecases\//,
    may: [CORE, /^shared\/usecases\//, /^node:crypto$/, ZOD],
  },
  {
    name: "http",
    files: /^shared\/http\//,
    may: [CORE, /^shared\/http\//, /^node:crypto$/, /^hono(\/|$)/, /^aws-lambda$/],
  },
  {
    name: "platform",
    files: /^shared\/platform\//,
    may: [/^shared\/(platform|domain)\//, /^shared\/(audit-)?ports\.ts$/, ZOD],
  },
  {
    name: "adapters",
    files: /^shared\/adapters\//,
    may: [CORE, /^shared\/adapters\//, /^@aws-sdk\//, /^node:crypto$/, ZOD],
  },
  { name: "environments", files: /^functions\/\w+\/env\.ts$/, may: [/^shared\/(platform|domain)\//, ZOD] },
  {
    name: "composition roots",
    files: /^functions\/\w+\/handler\.ts$/,
    may: [/^functions\//, SHARED, /^@aws-sdk\/client-/, /^hono\//, NODE],
  },
  {
    name: "functions",
    files: /^functions\//,
    may: [
      /^functions\//,
      CORE,
      /^shared\/(usecases|platform|http)\//,
      /^hono(\/|$)/,
      /^aws-lambda$/,
      NODE,
      ZOD,
    ],
  },
  {
    name: "the local run",
    files: /^infra\/local\//,
    may: [/^infra\/local\//, SHARED, /^@aws-sdk\/client-/, NODE, ZOD],
  },
  {
    name: "what bundles the functions",
    files: /^infra\/bundling\/(esbuild-settings|lean-sdk|tidy-client|write-bundle)\.ts$/,
    may: [/^infra\/bundling\//, /^esbuild$/, /^node:(url|path|fs\/promises)$/],
  },
  {
    name: "deploying",
    files: /^infra\/deploy\//,
    may: [/^infra\/(deploy|local)\//, /^infra\/stages\.ts$/, /^@aws-sdk\/client-/, NODE],
  },
  {
    name: "what stands in for parts of the SDK",
    files: /^infra\/bundling\/(environment-credentials|no-[a-z-]+)\.ts$/,
    may: [],
  },
  {
    name: "infra",
    files: /^infra\//,
    may: [
      /^infra\/(?!(local|deploy)\/)/,
      /^functions\/\w+\/env\.ts$/,
      /^shared\/adapters\/table-layout\.ts$/,
      /^shared\/domain\//,
      /^aws-cdk-lib(\/|$)/,
      /^cdk-monitoring-constructs$/,
      /^constructs$/,
      /^cdk-nag$/,
      /^node:(url|path)$/,
      /^node:child_process$/,
    ],
  },
  {
    name: "cli",
    files: /^cli\//,
    may: [
      /^cli\//,
      SHARED,
      /^@aws-sdk\/client-/,
      /^(commander|@inquirer\/password|cli-progress)$/,
      NODE,
      ZOD,
    ],
  },
];

const layerOf = (file: string) => LAYERS.find(({ files }) => files.test(file));

const described = ({ file, target }: { readonly file: string; readonly target: string }) =>
  `${file} imports ${target}`;

describe("imports point one way", () => {
  it("in every file", () => {
    expect(FILES.length).toBeGreaterThan(80);
    expect(FILES.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it.each(LAYERS.map((layer) => [layer.name, layer.may] as const))("%s", (name, may) => {
    const wrong = IMPORTS.filter(({ file, target }) => {
      return layerOf(file)?.name === name && !may.some((allowed) => allowed.test(target));
    });
    expect(wrong.map(described)).toEqual([]);
  });

  it("to files that exist, named with their ending", () => {
    const missing = IMPORTS.filter(
      ({ target }) => target.includes("/") && /^(infra|functions|shared|cli)\//.test(target),
    );
    expect(missing.filter(({ target }) => !existsSync(`${PROJECT}${target}`)).map(described)).toEqual([]);
  });

  it("never in a circle, types aside", () => {
    expect(circles()).toEqual([]);
  });
});

it("ports take no code from crypto, only types", () => {
  const code = IMPORTS.filter(
    ({ file, target, typeOnly }) =>
      file === "shared/ports.ts" && target.startsWith("shared/crypto/") && !typeOnly,
  );
  expect(code.map(described)).toEqual([]);
});

it("infra takes no code from functions, only the types of their environments", () => {
  const code = IMPORTS.filter(
    ({ file, target, typeOnly }) => file.startsWith("infra/") && target.startsWith("functions/") && !typeOnly,
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

it("no file only passes on what others export", () => {
  const barrels = [...CODE].filter(([, code]) => {
    const rest = code.replace(/^(import|export)\b[^;"]*"[^"]*";?/gm, "").trim();
    return /^export\b[^;"=(]*\bfrom\s*"/m.test(code) && rest === "";
  });
  expect(barrels.map(([file]) => file)).toEqual([]);
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
