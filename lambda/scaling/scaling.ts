import type { RegulatedFlow, RegulatorSettings } from '../../lib/contract/regulation';
import { flowDirectory } from './flow-directory';
import { FlowStore } from './flow-store';
import type { RegulatorHost } from './host';
import { publish } from './journal';
import { pass } from './pass';
import { type Planning, REAL_TIME } from './time-scale';
import type { Outcome } from './turn';

const MINUTE_MILLIS = 60_000;

/** The next invocation must not meet this one. */
const SPARE_MILLIS = 5_000;

/** One minute of regulation: all flows once, and those under pressure with fresh metrics again and again. */
export type Tick = (millisLeft: () => number) => Promise<void>;

export function createRegulator(
  host: RegulatorHost,
  { regulator }: Pick<RegulatorSettings, 'regulator'>,
  { regulate, prepared }: Planning = REAL_TIME,
): Tick {
  const deployed = flowDirectory(host);
  const store = new FlowStore(host, regulator);
  const run = (flows: readonly RegulatedFlow[]): Promise<readonly Outcome[]> =>
    pass({ host, store, regulate, now: Math.floor(host.clock.now() / 1_000) }, flows);

  return async (millisLeft) => {
    const end = host.clock.now() + MINUTE_MILLIS - SPARE_MILLIS;
    const all = await deployed();
    const broken = all.filter((one) => 'broken' in one);
    const flows = all.flatMap((one) => ('flow' in one ? [prepared(one.flow)] : []));
    const outcomes = await run(flows);
    publish(host, regulator, {
      stuck: broken.length + count(outcomes, ({ stuck }) => stuck),
      disabled: count(outcomes, ({ disabled }) => disabled),
    });
    let fast = flows.filter((flow, index) => isFast(flow) && outcomes[index].pressed);
    while (fast.length > 0) {
      const pause = untilNext(host.clock.now(), fast);
      if (host.clock.now() + pause >= end || millisLeft() - pause < SPARE_MILLIS) return;
      await host.clock.sleep(pause);
      const again = await run(fast);
      fast = fast.filter((_, index) => again[index].pressed);
    }
  };
}

function isFast({ planner }: RegulatedFlow): boolean {
  return planner.periodSeconds * 1_000 < MINUTE_MILLIS;
}

/** Milliseconds to the next round multiple of the shortest period. */
function untilNext(now: number, flows: readonly RegulatedFlow[]): number {
  const period = Math.min(...flows.map(({ planner }) => planner.periodSeconds)) * 1_000;
  return period - (now % period);
}

function count(outcomes: readonly Outcome[], what: (outcome: Outcome) => boolean): number {
  return outcomes.filter(what).length;
}
