import type { Trace } from './trace-set';

/** The rows that a controller is judged by: traces of one kind and class in one situation. */
export interface Row {
  readonly title: string;
  readonly kind: Trace['kind'];
  readonly class: Trace['class'];
  readonly variant: 'base' | 'fresh';
  readonly aim: string;
}

export const ROWS: readonly Row[] = [
  row('workers, smooth', 'workers', 'smooth', { aim: 'ratio ≤ 1.20 / 1.50, late 0 %, steps ≤ 1.2 %' }),
  row('workers, smooth, 10 s metrics', 'workers', 'smooth', { variant: 'fresh', aim: 'ratio ≤ 1.20 / 1.30, late 0 %' }),
  row('workers, bursty', 'workers', 'bursty', { aim: 'ratio ≤ 1.50 / 2.70, late ≤ 1.0 % in the mean, ≤ 6 % at worst' }),
  row('stream, smooth', 'stream', 'smooth', { aim: 'ratio ≤ 1.30 / 1.80, late 0 %, steps ≤ 2.2 %' }),
  row('stream, bursty', 'stream', 'bursty', { aim: 'ratio ≤ 2.30, late ≤ 0.05 % (slow bursts), ≤ 3.5 % (flash)' }),
];

function row(
  title: string,
  kind: Row['kind'],
  className: Row['class'],
  { variant = 'base', aim }: { variant?: Row['variant']; aim: string },
): Row {
  return { title, kind, class: className, variant, aim };
}
