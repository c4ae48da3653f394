const DAY_MINUTES = 1_440;

/** Minutes of the UTC day; it may run over midnight. */
interface DailyStretch {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The stretch of the day that `now` (seconds since the epoch) lies in. */
export function excludedAt<Stretch extends DailyStretch>(
  stretches: readonly Stretch[],
  now: number,
): Stretch | undefined {
  const minute = Math.floor(now / 60) % DAY_MINUTES;
  return stretches.find(({ fromMinute, toMinute }) =>
    fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute,
  );
}
