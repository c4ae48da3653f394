/** Numbers of units that would have done, the largest of each stretch of five minutes, the latest first; plain JSON. */
export interface Levels {
  readonly levels: readonly number[];
  /** Ordinal of the latest stretch. */
  readonly bucket: number;
}

export const NO_LEVELS: Levels = { levels: [], bucket: 0 };

const STRETCH_SECONDS = 300;

/** The levels after a period that ended at `time`; so many stretches are kept. */
export function levelsAfter(before: Levels, level: number, time: number, kept: number): Levels {
  const bucket = Math.floor(time / STRETCH_SECONDS);
  const levels =
    bucket === before.bucket
      ? [Math.max(level, before.levels[0] ?? 0), ...before.levels.slice(1)]
      : [level, ...before.levels].slice(0, kept);
  return { levels, bucket };
}

/** For so long, and up to a stretch longer, the levels are known. */
export function stretchMinutes({ levels }: Pick<Levels, 'levels'>): number {
  return ((levels.length - 1) * STRETCH_SECONDS) / 60;
}
