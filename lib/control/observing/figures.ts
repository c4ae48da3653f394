/** What was got for one metric. */
export interface Series {
  readonly namespace: string;
  readonly statistic: 'Sum' | 'Average' | 'Maximum';
  /** Figures by the begin of their period, in seconds. */
  readonly points: ReadonlyMap<number, number>;
  /** All figures of the window are here; else what is absent may still come. */
  readonly whole: boolean;
}

/** What tells a silent flow from metrics that are missing. */
export interface Signs {
  /** Messages that are in the queue now, in whatever state; absent where it is not known. */
  readonly present?: number;
  /** A metric that has a figure for every minute, unless metrics do not come through at all. */
  readonly heartbeat?: Series;
}

/** The figures of the period that begins at `start`. */
export interface Figures<Name extends string> {
  readonly known: Partial<Record<Name, number>>;
  /** No count is in doubt. */
  readonly settled: boolean;
}

const MINUTE = 60;

/**
 * Nothing is published of what did not happen, so a count that is absent is zero where it can be told that metrics came
 * through: its namespace has a figure for this period or a later one, or the flow is silent. Else it is not known.
 */
export function figuresAt<Name extends string>(
  start: number,
  series: Partial<Record<Name, Series>>,
  signs: Signs,
): Figures<Name> {
  const all = Object.entries(series) as [Name, Series][];
  const alive = new Set(all.filter(([, one]) => hasFigureFrom(one, start)).map(([, { namespace }]) => namespace));
  if (beatsAt(start, signs)) alive.add(signs.heartbeat?.namespace ?? '');
  const silent = isSilent(start, all, signs);
  const known: Partial<Record<Name, number>> = {};
  let settled = true;
  for (const [name, one] of all) {
    const figure = one.points.get(start);
    if (figure !== undefined) known[name] = figure;
    else if (one.statistic !== 'Sum') continue;
    else if (one.whole && (silent || alive.has(one.namespace))) known[name] = 0;
    else settled = false;
  }
  return { known, settled };
}

/** Metrics of a namespace arrive in order. */
function hasFigureFrom({ points }: Series, start: number): boolean {
  for (const time of points.keys()) if (time >= start) return true;
  return false;
}

function beatsAt(start: number, { heartbeat }: Signs): boolean {
  return heartbeat !== undefined && hasFigureFrom(heartbeat, Math.floor(start / MINUTE) * MINUTE);
}

function isSilent(start: number, all: readonly (readonly [string, Series])[], signs: Signs): boolean {
  if (all.some(([, { points }]) => (points.get(start) ?? 0) > 0)) return false;
  return signs.present === undefined ? beatsAt(start, signs) : signs.present === 0;
}
