import * as fc from 'fast-check';
import type { BreakerState } from '../../../lib/control/breaker';
import type { Courier } from '../../../lambda/failover/courier';
import { createRoute } from '../../../lambda/failover/route';
import { ACCEPTED, createWorld, failure, settingsOf, World } from '../fake-host';
import { messages } from '../records';
import { runs } from '../runs';

interface Situation {
  readonly seed: number;
  readonly environments: number;
  readonly failuresToOpen: number;
  /** The longest that a call takes; the shortest takes a third of it. */
  readonly callMillis: number;
  readonly cause: 'outage' | 'overload' | 'unclear';
  readonly fallback: boolean;
}

const situation: fc.Arbitrary<Situation> = fc.record({
  seed: fc.integer(),
  environments: fc.integer({ min: 1, max: 8 }),
  failuresToOpen: fc.integer({ min: 1, max: 5 }),
  callMillis: fc.integer({ min: 3, max: 1_500 }),
  cause: fc.constantFrom('outage', 'overload', 'unclear'),
  fallback: fc.boolean(),
});

/** Environments that work without a pause meet an outage; all failed calls until well after it was noticed. */
async function meetOutage(s: Situation): Promise<{ readonly failedCalls: number; readonly state: string }> {
  const world = createWorld(s);
  const { failuresToOpen } = s;
  const settings = settingsOf({ breaker: { ...settingsOf().breaker, failuresToOpen, coolDownMillis: 60_000 } });
  const begins = world.clock.now() + 2 * s.callMillis;
  world.primary.callMillis = 0;
  world.primary.behaviour = async () => {
    await world.clock.sleep((s.callMillis * (1 + 2 * world.clock.random())) / 3);
    return world.clock.now() >= begins ? failure(s.cause) : ACCEPTED;
  };
  const couriers = Array.from({ length: s.environments }, () => createRoute(world.host(), settings).primary);
  await Promise.all(couriers.map((courier, i) => work(world, courier, `e${i}`, begins + 2 * s.callMillis + 5_000)));
  const { kind } = JSON.parse(world.state.items.get('breaker#orders#primary')!.value) as BreakerState;
  return { failedCalls: world.primary.failedCalls, state: kind };
}

async function work({ clock }: World, courier: Courier, environment: string, until: number): Promise<void> {
  for (let batch = 0; clock.now() < until; batch++) {
    await courier.deliver(messages(10, {}, `${environment}b${batch}-`), () => 5_000);
    await clock.sleep(5 + clock.random() * 20);
  }
}

describe('an outage that all environments meet with a call in flight', () => {
  it('costs each of them that call, and all together the few probes of one permit', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (s) => {
        const { failedCalls, state } = await meetOutage(s);
        expect(state).toBe('open');
        expect(failedCalls).toBeGreaterThanOrEqual(s.failuresToOpen);
        // Where a record may be to blame, two must fail alone before either counts.
        const more = s.cause === 'unclear' ? 1 : 0;
        expect(failedCalls).toBeLessThanOrEqual(s.environments + s.failuresToOpen - 1 + more);
      }),
      runs(60),
    );
  });

  it('costs five environments five calls, where calls are shorter than the pause before a probe', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.integer({ min: 3, max: 100 }), async (drawn, callMillis) => {
        const s = { ...drawn, callMillis, environments: 5, failuresToOpen: 3 };
        expect((await meetOutage(s)).failedCalls).toBeLessThanOrEqual(5);
      }),
      runs(40),
    );
  });
});
