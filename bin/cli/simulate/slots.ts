/** Stretches of equal length that a run is cut into for drawing. */
export interface Slots {
  readonly count: number;
  readonly seconds: number;
}

/** About as many as a screen has columns. */
const MOST_SLOTS = 1_200;

export function slotsOf(seconds: number): Slots {
  const length = Math.ceil(seconds / MOST_SLOTS);
  return { count: Math.ceil(seconds / length), seconds: length };
}

export function meanOf(values: Float64Array, slots: Slots): number[] {
  return each(values, slots, (part) => part.reduce((sum, value) => sum + value, 0) / part.length);
}

export function highestOf(values: Float64Array, slots: Slots): number[] {
  return each(values, slots, (part) => part.reduce((most, value) => Math.max(most, value), 0));
}

function each(values: Float64Array, { count, seconds }: Slots, of: (part: Float64Array) => number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const figure = of(values.subarray(index * seconds, (index + 1) * seconds));
    return Number(figure.toPrecision(5));
  });
}
