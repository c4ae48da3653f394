import type { SeenCall } from '../../../../lib/simulation/target/environment';
import { runTarget, type TargetRun } from '../../../../lib/simulation/target/run-target';
import type { TargetModel } from '../../../../lib/simulation/target/target-model';

const MODEL: TargetModel = {
  baseMillis: () => 50,
  noise: { kind: 'none' },
  servers: () => 10,
  refusalMillis: 5,
};

/** The calls that ended in ten seconds, with so many under way at a time. */
function play(concurrency: number, model: Partial<TargetModel> = {}, rest: Partial<TargetRun> = {}): SeenCall[] {
  const calls: SeenCall[] = [];
  runTarget({
    model: { ...MODEL, ...model },
    demand: { pauseMillis: 50 },
    durationMillis: 10_000,
    environments: 1,
    limiterOf: () => ({ concurrency, chunk: 1, seen: () => undefined }),
    seed: 1,
    watch: (call) => calls.push(call),
    ...rest,
  });
  return calls;
}

const meanMillis = (calls: readonly SeenCall[]): number =>
  calls.reduce((sum, { millis }) => sum + millis, 0) / calls.length;

describe('a simulated target', () => {
  it('takes as many calls at a time as it has servers, without a wait', () => {
    const calls = play(10);
    expect([calls.length, Math.max(...calls.map(({ millis }) => millis))]).toEqual([2_000, 50]);
  });

  it('lets the calls on top wait: they take longer, and no more of them end', () => {
    const calls = play(20);
    expect([calls.length, Math.round(meanMillis(calls.slice(20)))]).toEqual([2_000, 100]);
  });

  it('refuses at once what finds no room to wait', () => {
    const refused = play(12, { room: 1 }).filter(({ overloaded }) => overloaded);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ millis }) => millis === 5)).toBe(true);
  });

  it('admits no more calls a second than its bucket fills, and what it holds', () => {
    const accepted = play(50, { servers: () => Infinity, admittedPerSecond: () => 100, burst: 20 });
    const taken = accepted.filter(({ overloaded }) => !overloaded).length;
    expect(taken).toBeGreaterThan(950);
    expect(taken).toBeLessThanOrEqual(1_020);
  });

  it('works on after its caller gave up: the time is lost', () => {
    const calls = play(40, { timeoutMillis: 100 });
    expect(calls.filter(({ overloaded }) => overloaded).length).toBeGreaterThan(1_000);
  });

  it('beyond its knee brings less the more calls it gets', () => {
    const knee = { servers: () => Infinity, slowdown: (load: number) => 1 + Math.max(0, (2 * (load - 10)) / 10) };
    expect(play(20, knee).length).toBeLessThan(0.8 * play(10, knee).length);
  });

  it('stands still in its pauses', () => {
    const pauses = { everyMillis: 1_000, lastMillis: 200 };
    expect(Math.max(...play(1, { pauses }).map(({ millis }) => millis))).toBeGreaterThan(200);
  });

  it('is called only as often as demand has it', () => {
    const { length } = play(10, {}, { demand: { perSecond: () => 50, pauseMillis: 50 } });
    expect(Math.abs(length - 500)).toBeLessThan(100);
  });

  it('plays the same run again from the same seed, and another one from another', () => {
    const noise = { kind: 'lognormal', sigma: 0.5 } as const;
    const first = play(10, { noise });
    expect(play(10, { noise })).toEqual(first);
    expect(play(10, { noise }, { seed: 2 })).not.toEqual(first);
  });

  it('is shared by its environments: each sees the wait that the others cause', () => {
    const calls = play(10, {}, { environments: 3 });
    expect(Math.round(meanMillis(calls.slice(30)))).toBe(150);
  });
});
