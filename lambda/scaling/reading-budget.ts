import type { Clock } from '../failover/host';
import type { RegulatorHost } from './host';

/**
 * Lambda takes 15 calls a second of an account for all that is not an invocation, and a deployment wants some of them. So
 * many flows are read in a pass; of the others, what was read last is taken, and nothing is set.
 */
export const READINGS_A_PASS = 400;
const AT_ONCE = 15;
const A_SECOND = 10;

/** What is in force for some flows, read no faster than AWS answers, and each mapping or stream once. */
export interface Readings {
  readonly host: Pick<RegulatorHost, 'mapping' | 'stream' | 'provisioned'>;
  /** One more flow may be read. */
  readonly take: () => boolean;
}

export function openReadings(host: RegulatorHost): Readings {
  const turn = queueOf(host.clock);
  let left = READINGS_A_PASS;
  return {
    host: {
      mapping: once((id) => turn().then(() => host.mapping(id))),
      stream: once((stream) => turn().then(() => host.stream(stream))),
      provisioned: (functionName, alias) => turn().then(() => host.provisioned(functionName, alias)),
    },
    take: () => left-- > 0,
  };
}

/** The first go at once, the others one after the other. */
function queueOf(clock: Clock): () => Promise<void> {
  const start = clock.now();
  let taken = 0;
  return async () => {
    const wait = start + (Math.max(0, ++taken - AT_ONCE) * 1_000) / A_SECOND - clock.now();
    if (wait > 0) await clock.sleep(wait);
  };
}

/** Several knobs may be read from one mapping or stream. */
function once<Result>(read: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (key) => {
    const running = known.get(key) ?? read(key);
    known.set(key, running);
    return running;
  };
}
