import * as fc from 'fast-check';
import type { BreakerEvent, BreakerState } from '../../../lib/control/breaker';
import type { StateStore, Versioned } from '../../../lambda/failover/host';
import { sharedBreaker, SharedBreaker } from '../../../lambda/failover/shared-breaker';
import { FakeState, seeded, settingsOf, VirtualClock } from '../fake-host';

const KEY = 'breaker#orders#primary';
const SETTINGS = settingsOf().breaker;

const asked = (holder: string): BreakerEvent => ({ kind: 'asked', holder });
const failed = (holder: string): BreakerEvent => ({ kind: 'failed', holder, random: 0 });
const succeeded = (holder: string): BreakerEvent => ({ kind: 'succeeded', holder });

/** A table that answers late: what it says may be old when it arrives. */
class LateState implements StateStore {
  constructor(
    private readonly inner: FakeState,
    private readonly clock: VirtualClock,
    private readonly maxMillis: number,
  ) {}

  public async read(key: string): Promise<Versioned | undefined> {
    return this.late(() => this.inner.read(key));
  }

  public async write(key: string, value: string, expected: number): Promise<boolean> {
    return this.late(() => this.inner.write(key, value, expected));
  }

  private async late<T>(operation: () => Promise<T>): Promise<T> {
    await this.clock.sleep(this.clock.random() * this.maxMillis);
    const answer = await operation();
    await this.clock.sleep(this.clock.random() * this.maxMillis);
    return answer;
  }
}

interface Table {
  readonly clock: VirtualClock;
  readonly state: FakeState;
  /** One more execution environment. */
  environment(overrides?: Partial<typeof SETTINGS>, store?: StateStore): SharedBreaker;
  /** The state that the table holds. */
  held(): BreakerState;
}

function createTable(seed = 1): Table {
  const clock = new VirtualClock(seeded(seed));
  const state = new FakeState();
  return {
    clock,
    state,
    environment: (overrides, store = state) => sharedBreaker(store, KEY, { ...SETTINGS, ...overrides }, clock),
    held: () => JSON.parse(state.items.get(KEY)!.value) as BreakerState,
  };
}

describe('a healthy target', () => {
  it('costs no write, and a read every 100 ms at most', async () => {
    const { clock, state, environment } = createTable();
    const read = jest.spyOn(state, 'read');
    const breaker = environment();
    for (let i = 0; i < 100; i++) {
      expect(await breaker.route()).toBe('pass');
      await breaker.report(succeeded('a'));
      await breaker.report({ kind: 'released', holder: 'a' });
      await clock.sleep(10);
    }
    expect(state.writes).toBe(0);
    expect(read).toHaveBeenCalledTimes(10);
  });
});

describe('a failed call', () => {
  it('is known in every other environment 100 ms later, without a failure of its own', async () => {
    const { clock, environment } = createTable();
    const [a, b] = [environment({ failuresToOpen: 1 }), environment({ failuresToOpen: 1 })];
    expect(await b.route()).toBe('pass');
    await a.report(failed('a'));
    expect([a.isOpen, await a.route(), await b.route()]).toEqual([true, 'divert', 'pass']);
    await clock.sleep(100);
    expect([await b.route(), b.isOpen]).toEqual(['divert', true]);
  });

  it('reported at once by many environments is counted for each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, environments) => {
        const { clock, state, environment, held } = createTable(seed);
        const late = new LateState(state, clock, 50);
        const all = Array.from({ length: environments }, () => environment({ failuresToOpen: 100 }, late));
        await Promise.all(all.map((breaker, i) => breaker.report(failed(`e${i}`))));
        expect(held()).toMatchObject({ kind: 'suspect', failures: environments });
      }),
    );
  });

  it('never holds its caller for longer than ten conflicts', async () => {
    const { environment, state } = createTable();
    const write = jest.spyOn(state, 'write').mockResolvedValue(false);
    await environment().report(failed('a'));
    expect(write).toHaveBeenCalledTimes(10);
  });
});

describe('the permit', () => {
  it('goes to one of all who ask at once, however late the table answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 8 }), async (seed, environments) => {
        const { clock, state, environment, held } = createTable(seed);
        const late = new LateState(state, clock, 80);
        await environment().report(failed('x'));
        const all = Array.from({ length: environments }, () => environment({}, late));
        const seen = await Promise.all(
          all.map(async (breaker, i) => {
            await clock.sleep(clock.random() * 50);
            await breaker.route();
            const after = await breaker.report(asked(`e${i}`));
            return after.kind === 'suspect' && after.permit?.holder === `e${i}`;
          }),
        );
        expect(seen.filter(Boolean)).toHaveLength(1);
        expect(held()).toMatchObject({ permit: { holder: `e${seen.indexOf(true)}` } });
      }),
    );
  });

  it('of a holder that died is free for others after its time', async () => {
    const { clock, environment } = createTable();
    const [a, b] = [environment(), environment()];
    await a.report(failed('a'));
    await a.report(asked('a'));
    expect(await b.route()).toBe('wait');
    await clock.sleep(SETTINGS.permitMillis);
    expect(await b.route()).toBe('ask');
    expect(await b.report(asked('b'))).toMatchObject({ permit: { holder: 'b' } });
  });
});

describe('an outage that ends', () => {
  it('is reported once, with its start, by the environment whose probe succeeded', async () => {
    const { clock, environment } = createTable();
    const [a, b] = [environment({ failuresToOpen: 1 }), environment({ failuresToOpen: 1 })];
    const since = clock.now();
    await a.report(failed('a'));
    await clock.sleep(SETTINGS.coolDownMillis);
    await b.route();
    await b.report(asked('b'));
    await b.report(succeeded('b'));
    await clock.sleep(100);
    expect([await a.route(), await b.route()]).toEqual(['pass', 'pass']);
    expect([a.takeHealings(), b.takeHealings(), b.takeHealings()]).toEqual([[], [since], []]);
  });

  it('is none where a suspicion came to nothing', async () => {
    const { environment, held } = createTable();
    const breaker = environment();
    await breaker.report(failed('a'));
    await breaker.report(asked('a'));
    await breaker.report(succeeded('a'));
    expect([held().kind, breaker.takeHealings()]).toEqual(['closed', []]);
  });
});

describe('while the table is away', () => {
  it('calls go on, and the table is tried once a second', async () => {
    const { clock, state, environment } = createTable();
    state.isDown = () => true;
    const read = jest.spyOn(state, 'read');
    const breaker = environment();
    for (let i = 0; i < 50; i++) {
      expect(await breaker.route()).toBe('pass');
      await clock.sleep(100);
    }
    expect([read.mock.calls.length, breaker.errors]).toEqual([5, 5]);
  });

  it('each environment counts, opens, probes and closes by itself', async () => {
    const { clock, state, environment } = createTable();
    const [a, b] = [environment(), environment()];
    state.isDown = () => true;
    for (let i = 0; i < 3; i++) await a.report(failed('a'));
    expect([await a.route(), await b.route()]).toEqual(['divert', 'pass']);
    await clock.sleep(SETTINGS.coolDownMillis);
    expect(await a.route()).toBe('ask');
    await a.report(asked('a'));
    await a.report(succeeded('a'));
    expect([await a.route(), a.takeHealings().length]).toEqual(['pass', 1]);
  });

  it('what was known stays known, until the table can say better', async () => {
    const { clock, state, environment } = createTable();
    const breaker = environment({ failuresToOpen: 1 });
    await breaker.report(failed('a'));
    state.isDown = () => true;
    await clock.sleep(1_000);
    expect(await breaker.route()).toBe('divert');
    state.isDown = () => false;
    state.items.delete(KEY);
    expect(await breaker.route()).toBe('divert');
    await clock.sleep(1_000);
    expect(await breaker.route()).toBe('pass');
  });
});

describe('what the table holds', () => {
  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['text', '"open"'],
    ['a list', '[]'],
    ['a state of a later version', '{"kind":"half-open"}'],
    ['an open state without its probe', '{"kind":"open","since":1,"failedProbes":0}'],
    ['a suspect without its permit', '{"kind":"suspect","since":1,"failures":1}'],
    ['a suspect without a count', '{"kind":"suspect","since":1,"permit":null}'],
    ['a probe without its holder', '{"kind":"probing","since":1,"failedProbes":0,"permit":null}'],
  ])('is %s: the target counts as closed, and the next failure mends it', async (_, value) => {
    const { state, environment, held } = createTable();
    state.items.set(KEY, { version: 7, value });
    const breaker = environment();
    expect([await breaker.route(), breaker.isOpen]).toEqual(['pass', false]);
    await breaker.report(failed('a'));
    expect([state.items.get(KEY)?.version, held()]).toMatchObject([8, { kind: 'suspect', failures: 1 }]);
  });

  it('is never taken from a reading older than what this environment wrote', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { clock, state, environment } = createTable(seed);
        const breaker = environment({ failuresToOpen: 1 }, new LateState(state, clock, 300));
        const reading = breaker.route();
        await breaker.report(failed('a'));
        await reading;
        expect(breaker.isOpen).toBe(true);
      }),
    );
  });
});
