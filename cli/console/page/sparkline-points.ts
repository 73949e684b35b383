interface Box {
  readonly width: number;
  readonly height: number;
  /** How many figures fill the width. */
  readonly most: number;
}

/** The points of a line of figures that ends at the right. The highest figure touches the top, and zero the bottom. */
export function pointsOf(values: readonly number[], { width, height, most }: Box): string {
  const highest = Math.max(1, ...values);
  const step = width / Math.max(1, most - 1);
  const start = width - step * (values.length - 1);
  return values
    .map((value, at) => {
      const x = start + at * step;
      const y = height - 1 - (value / highest) * (height - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
