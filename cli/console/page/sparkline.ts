import { svg } from "./dom.ts";
import { pointsOf } from "./sparkline-points.ts";

const WIDTH = 120;
const HEIGHT = 24;
/** Five minutes, at one figure every two seconds. */
const MOST = 150;

export interface Sparkline {
  readonly element: SVGElement;
  readonly add: (value: number) => void;
}

/** A line of the last figures. The figures of before the page was opened are not known. */
export function createSparkline(label: string): Sparkline {
  const values: number[] = [];
  const line = svg("polyline", { points: "", class: "line" });
  const element = svg(
    "svg",
    {
      class: "sparkline",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    },
    line,
  );
  return {
    element,
    add(value) {
      values.push(value);
      if (values.length > MOST) values.shift();
      line.setAttribute("points", pointsOf(values, { width: WIDTH, height: HEIGHT, most: MOST }));
    },
  };
}
