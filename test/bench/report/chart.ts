/** One bar: its label, its value and its text, and whether it is ours. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly ours: boolean;
}

const WIDTH = 720;
const LABELS = 250;
const ROW = 26;
const TOP = 44;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A chart of horizontal bars as SVG, readable on light and dark pages. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const scale = (WIDTH - LABELS - 90) / longest;
  const height = TOP + bars.length * ROW + 8;
  const rows = bars.map(({ label, value, text, ours }, index) => {
    const y = TOP + index * ROW;
    const length = Math.max(1, value * scale);
    return [
      `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" class="${ours ? "ours" : "peer"}"/>`,
      `<text x="${(LABELS + length + 6).toFixed(1)}" y="${y + 14}">${escaped(text)}</text>`,
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600;font-size:15px}.ours{fill:#0969da}.peer{fill:#8c959f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#4493f8}.peer{fill:#6e7681}}</style>
<text x="8" y="22" class="title">${escaped(title)}</text>
${rows.join("\n")}
</svg>
`;
}
