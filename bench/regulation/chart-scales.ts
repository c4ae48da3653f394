/** Ticks at equal distances: between two of them a value is placed in proportion. */
export interface Scale {
  readonly ticks: readonly number[];
}

export const SCALES = {
  ratio: { ticks: [1, 1.5, 2, 3, 4] },
  /** Per cent; most of what matters lies near nothing. */
  late: { ticks: [0, 0.1, 1, 10, 50] },
} satisfies Record<string, Scale>;

/** Share of the way from the first tick to the last; what lies outside is put at the edge. */
export function place({ ticks }: Scale, value: number): number {
  const after = ticks.findIndex((tick) => tick > value);
  if (after === 0) return 0;
  if (after < 0) return 1;
  const share = (value - ticks[after - 1]) / (ticks[after] - ticks[after - 1]);
  return (after - 1 + share) / (ticks.length - 1);
}
