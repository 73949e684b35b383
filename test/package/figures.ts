/** One line of the report: what was looked at, what was seen, and whether that is right. */
export interface Figure {
  readonly what: string;
  readonly seen: string;
  /** What would be right. */
  readonly wanted: string;
  readonly right: boolean;
}

export interface Figures {
  /** A number that may not exceed its limit. */
  atMost(what: string, seen: number, limit: number, unit?: string): void;
  /** Something that is right or not. */
  equal(what: string, seen: unknown, wanted: unknown): void;
  readonly all: readonly Figure[];
}

export function createFigures(tell: (line: string) => void): Figures {
  const all: Figure[] = [];
  const add = (figure: Figure) => {
    all.push(figure);
    tell(`${figure.right ? "✓" : "✗"} ${figure.what}: ${figure.seen}`);
  };
  return {
    all,
    atMost(what, seen, limit, unit = "") {
      const withUnit = (value: number) => `${Number(value.toFixed(2))}${unit && ` ${unit}`}`;
      add({ what, seen: withUnit(seen), wanted: `≤ ${withUnit(limit)}`, right: seen <= limit });
    },
    equal(what, seen, wanted) {
      const [one, other] = [seen, wanted].map((value) =>
        typeof value === "string" ? value : JSON.stringify(value),
      );
      add({ what, seen: one ?? "", wanted: other ?? "", right: one === other });
    },
  };
}

/** The figures as a table in Markdown. */
export const report = (figures: readonly Figure[]): string =>
  [
    "| | seen | wanted | |",
    "|---|---|---|---|",
    ...figures.map(
      ({ what, seen, wanted, right }) => `| ${what} | ${seen} | ${wanted} | ${right ? "✓" : "✗"} |`,
    ),
  ].join("\n");
