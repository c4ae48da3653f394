import { Paint, Tone } from './paint';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export type Row = readonly Cell[];

/** Aligned columns, two spaces apart: the first to the left, the others (numbers) to the right. */
export function table(header: readonly string[], rows: readonly Row[], paint: Paint): string[] {
  const head: Row = header.map((text) => ({ text, tone: 'dim' }));
  const all = [head, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.text.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => shown(cell, widths[column] ?? 0, column, paint))
      .join('  ')
      .trimEnd(),
  );
}

/** `name   value` lines, names padded to the longest. */
export function fields(rows: readonly (readonly [string, Cell])[], paint: Paint): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, cell]) => `  ${paint('dim', name.padEnd(width))}  ${painted(cell, cell.text, paint)}`);
}

function shown(cell: Cell, width: number, column: number, paint: Paint): string {
  return painted(cell, column === 0 ? cell.text.padEnd(width) : cell.text.padStart(width), paint);
}

function painted(cell: Cell, text: string, paint: Paint): string {
  return cell.tone === undefined ? text : paint(cell.tone, text);
}
