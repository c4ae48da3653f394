/** Kept in a table: digits that say nothing are not. */
export function storedFigure(value: number): number {
  return Math.round(value * 100) / 100;
}
