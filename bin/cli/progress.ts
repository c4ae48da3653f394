import { count, duration } from './format';

export interface Progress {
  readonly done: number;
  /** Zero while it is not known yet. */
  readonly total: number;
  readonly failed: number;
  readonly elapsedMillis: number;
}

const BAR_WIDTH = 24;

/** Share done, 0 to 1; 0 while the total is unknown. */
export function share({ done, total }: Progress): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
}

/** Milliseconds left at the pace so far; unknown before the first object is done. */
export function remainingMillis(progress: Progress): number | undefined {
  const { done, total, elapsedMillis } = progress;
  if (done <= 0 || total <= 0) return undefined;
  return Math.max(0, ((total - done) * elapsedMillis) / done);
}

/** `45 %  450/1,000 objects  2 failed  12.0/s  ETA 46 s`. */
export function progressText(progress: Progress): string {
  const { done, total, failed, elapsedMillis } = progress;
  if (total <= 0) return `listing objects  ${duration(elapsedMillis)}`;
  const left = remainingMillis(progress);
  const pace = elapsedMillis > 0 ? `${((done * 1_000) / elapsedMillis).toFixed(1)}/s` : '';
  const parts = [
    `${Math.floor(share(progress) * 100)} %`,
    `${count(done)}/${count(total)} objects`,
    failed > 0 ? `${count(failed)} failed` : '',
    done > 0 ? pace : '',
    left === undefined || done >= total ? duration(elapsedMillis) : `ETA ${duration(left)}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** One line that fits into the terminal, so that rewriting it never scrolls. */
export function progressBar(progress: Progress, columns: number): string {
  const text = progressText(progress);
  const width = Math.min(BAR_WIDTH, columns - text.length - 4);
  if (width < 5) return text.slice(0, Math.max(0, columns - 1));
  const filled = Math.floor(share(progress) * width);
  return `[${'█'.repeat(filled)}${'·'.repeat(width - filled)}] ${text}`;
}
