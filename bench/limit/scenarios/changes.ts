import type { Course } from '../../../lib/simulation/target/target-model';
import { BASE_MILLIS, Scenario, steps } from '../scenario';
import { servers } from './queues';

const DROP = steps(80, [40_000, 20], [80_000, 80]);
const SMALL_DROP = steps(16, [40_000, 4], [80_000, 16]);
const GROWING: Course = (now) => 20 + Math.max(0, Math.min(80, (now - 20_000) / 500));
const DRIFTING: Course = (now) => BASE_MILLIS * (1 + Math.sin((Math.PI * now) / 100_000) ** 2);
const SHIFTED = steps(BASE_MILLIS, [40_000, 3 * BASE_MILLIS]);

const CALM = { kind: 'lognormal', sigma: 0.2 } as const;
const USUAL = { kind: 'lognormal', sigma: 0.3 } as const;

/** Capacity, latency or demand change. */
export const CHANGES: readonly Scenario[] = [
  servers('80 servers, then 20, then 80', 80, CALM, {
    model: { servers: DROP },
    capacity: DROP,
    drops: [40_000],
    durationMillis: 120_000,
  }),
  servers(
    '16 servers, then 4, then 16, exponential',
    16,
    { kind: 'exponential' },
    {
      model: { servers: SMALL_DROP },
      capacity: SMALL_DROP,
      drops: [40_000],
      durationMillis: 120_000,
    },
  ),
  servers('20 servers grow to 100', 20, CALM, { model: { servers: GROWING }, capacity: GROWING }),
  servers('40 servers, latency drifts to 2 × and back', 40, CALM, {
    model: { baseMillis: DRIFTING },
    roundTrip: DRIFTING,
  }),
  servers('40 servers, all 3 × slower at once', 40, CALM, { model: { baseMillis: SHIFTED }, roundTrip: SHIFTED }),
  servers('60 servers, demand 30 %, then 150 %', 60, USUAL, { perSecond: steps(360, [50_000, 1_800]) }),
  servers('40 servers, demand a wave of 20 to 140 %', 40, USUAL, {
    perSecond: (now) => 640 + 480 * Math.sin((2 * Math.PI * now) / 20_000),
  }),
];
