import { CircuitState, ConsecutiveBreaker, CountBreaker, IBreaker, SamplingBreaker } from 'cockatiel';
import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import { observe, UNKNOWN } from '../../lib/control/detection/health';
import type { CallOutcome } from '../../lib/control/detection/health';
import { cockatiel } from '../breaker/breakers';
import { SETTINGS } from '../handler/settings';
import { CLOCK } from './clock';
import { handlerDetector } from './handler-detector';
import type { Flow } from './flows';

/** A breaker that sees calls go by, closed and knowing nothing at first. */
export interface Detector {
  /** Makes as many calls of a flow as it makes at a time, at least one; how many. */
  call(flow: Flow): number | Promise<number>;
  readonly isOpen: boolean;
  end?(): void;
}

export type DetectorFactory = () => Detector;

/** Fifty calls a second, several at a time. */
const GAP_MILLIS = 20;

/** Opossum's default; no other has one. */
const OPOSSUM_TIMEOUT_MILLIS = 10_000;

export const OWN = 'Sluice: calls of one environment, observe()';
export const HANDLER = 'Sluice: the handler, with permit and shared breaker';

/** The peers with what they have as a default, or else with what their documentation shows first. */
export const DETECTORS: Readonly<Record<string, DetectorFactory>> = {
  [OWN]: ownDetector,
  [HANDLER]: handlerDetector,
  'opossum: 50 % of 10 s': opossumDetector,
  'cockatiel: ConsecutiveBreaker(5)': () => cockatielDetector(new ConsecutiveBreaker(5)),
  'cockatiel: CountBreaker, 20 % of 100': () => cockatielDetector(new CountBreaker({ threshold: 0.2, size: 100 })),
  'cockatiel: CountBreaker, 50 % of 100': () => cockatielDetector(new CountBreaker({ threshold: 0.5, size: 100 })),
  'cockatiel: SamplingBreaker, 20 % of 30 s': () =>
    cockatielDetector(new SamplingBreaker({ threshold: 0.2, duration: 30_000 })),
};

function ownDetector(): Detector {
  let health = { ...UNKNOWN, fewest: SETTINGS.breaker.failuresToOpen };
  return {
    call(flow) {
      health = { ...observe(health, flow()), fewest: health.fewest };
      return 1;
    },
    get isOpen() {
      return health.verdict !== false;
    },
  };
}

function cockatielDetector(breaker: IBreaker): Detector {
  const policy = cockatiel(breaker);
  return {
    async call(flow) {
      CLOCK.pass(GAP_MILLIS);
      const call = flow();
      await policy.execute(() => answer(call.failed)).catch(() => undefined);
      return 1;
    },
    get isOpen() {
      return policy.state === CircuitState.Open;
    },
  };
}

/** Its buckets turn with the clock of the benchmark. What it does not decide by is off. */
function opossumDetector(): Detector {
  const rotateBucketController = new EventEmitter();
  const breaker = new CircuitBreaker((failed: boolean) => answer(failed), {
    timeout: false,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    rotateBucketController,
  });
  let turnsAt = CLOCK.millis + 1_000;
  return {
    async call(flow) {
      CLOCK.pass(GAP_MILLIS);
      for (; turnsAt <= CLOCK.millis; turnsAt += 1_000) rotateBucketController.emit('rotate');
      await breaker.fire(failsFor(flow())).catch(() => undefined);
      return 1;
    },
    get isOpen() {
      return breaker.opened;
    },
    end: () => breaker.shutdown(),
  };
}

function failsFor({ failed, millis }: CallOutcome): boolean {
  return failed || millis > OPOSSUM_TIMEOUT_MILLIS;
}

const ERROR = new Error('503');

async function answer(failed: boolean): Promise<void> {
  if (failed) throw ERROR;
}
