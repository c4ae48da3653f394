import type { Sample, Timeline } from '../../demo/report/timeline';

export const STARTED_AT = Date.UTC(2026, 2, 4, 5, 6, 7);
export const ALERTS: Timeline['alerts'] = [
  {
    at: 25_200,
    alarm: 'Orders-PrimaryDown',
    state: 'ALARM',
    text: 'The primary target refuses records: they are diverted. Runbook: docs/runbook.md#primary-down — Threshold Crossed: 1 datapoint [1.0] was >= 1.0',
  },
  {
    at: 36_900,
    alarm: 'Orders-Spilling',
    state: 'ALARM',
    text: 'Both targets refuse records: they are stored in spilled/ & will be replayed',
  },
  { at: 50_100, alarm: 'Orders-PrimaryDown', state: 'OK', text: 'The primary target accepts records again' },
  { at: 50_700, alarm: 'Orders-Spilling', state: 'OK', text: 'Nothing was spilled for a minute' },
  {
    at: 63_300,
    alarm: 'Orders-Quarantine',
    state: 'ALARM',
    text: 'A record was refused as poison: </script><script>alert("x")</script>',
  },
];

export const DECISIONS: Timeline['decisions'] = [
  { at: 13_800, from: 2, to: 6, reason: 'draining', detail: '4,210 records wait, <6> batches work them off in 9 s' },
  { at: 29_900, from: 6, to: 2, reason: 'falling', detail: '110 records/s are expected' },
];

const ACTS: readonly (readonly [second: number, name: string])[] = [
  [0, 'calm'],
  [12, 'bursts'],
  [22, 'primary down'],
  [24.5, 'fallback takes over'],
  [34, 'fallback down'],
  [35, 'spilling'],
  [46, 'heal'],
  [48.5, 'replay'],
  [60, 'poison'],
  [66, 'fixed'],
  [67, 'repaired'],
];

/** 78 seconds of a pipeline that loses its primary, then its fallback, then heals; 120 samples. */
export function timelineOf(source: Timeline['source'], kills: Timeline['kills'] = []): Timeline {
  const count = { sent: 0, delivered: 0, diverted: 0, spilled: 0, quarantined: 0, replayed: 0 };
  const samples = Array.from({ length: 120 }, (_, index): Sample => {
    const at = (index + 1) * 650;
    const within = (from: number, to: number) => at >= from * 1000 && at < to * 1000;
    const arrived =
      at < 72_000 ? Math.round(140 + 60 * Math.sin(index / 3) + (within(12, 22) && index % 4 === 0 ? 420 : 0)) : 0;
    const outcome = within(22.5, 34.5) ? 'diverted' : within(34.5, 47) ? 'spilled' : 'delivered';
    const poison = within(60, 62) ? 8 : 0;
    count.sent += arrived + poison;
    count[outcome] += arrived;
    count.quarantined += poison;
    const back = within(48, 60) ? 280 : within(67, 68) ? 12 : 0;
    const waiting = count.spilled + (at > 66_000 ? count.quarantined : 0);
    count.replayed = Math.min(count.replayed + back, waiting);
    const breaker = within(22, 22.6)
      ? 'suspect'
      : within(46.2, 47.4)
        ? 'probing'
        : within(22.6, 47.4)
          ? 'open'
          : 'closed';
    const p50 = 40 + 25 * Math.abs(Math.sin(index)) + (within(48, 60) ? 9000 - index * 40 : 0);
    return {
      at,
      ...count,
      latency:
        outcome === 'spilled' || arrived === 0 ? null : { p50, p90: p50 * 2.2, p99: p50 * (within(12, 22) ? 14 : 4.5) },
      breaker,
      spillDepth: Math.ceil(Math.max(0, count.spilled - count.replayed) / 24),
      quarantineDepth: at < 67_000 ? Math.ceil(count.quarantined / 8) : 0,
      capacity: at < 1_000 ? null : within(14, 30) ? 6 : 2,
    };
  });
  const acts = ACTS.map(([second, name]) => ({ at: second * 1000, name }));
  return { source, startedAt: STARTED_AT, acts, samples, alerts: ALERTS, decisions: DECISIONS, kills };
}

const EMPTY: Sample = {
  at: 0,
  sent: 0,
  delivered: 0,
  diverted: 0,
  spilled: 0,
  quarantined: 0,
  replayed: 0,
  latency: null,
  breaker: 'closed',
  spillDepth: 0,
  quarantineDepth: 0,
  capacity: null,
};

export const samples = (...parts: Partial<Sample>[]): Sample[] => parts.map((part) => ({ ...EMPTY, ...part }));
