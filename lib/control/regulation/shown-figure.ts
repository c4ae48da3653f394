/** In what an operator reads: three digits are as many as a reader needs. */
export function figure(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
