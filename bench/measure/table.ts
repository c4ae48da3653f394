/** Prints rows under a head, columns aligned: the first to the left, figures to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  );
  text.splice(1, 0, '-'.repeat(text[0].length));
  console.log(`${text.join('\n')}\n`);
}

/** Three digits that matter. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function ratio(value: number, base: number): string {
  return `${(value / base).toFixed(2)}×`;
}
