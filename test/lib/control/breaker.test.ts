import * as fc from 'fast-check';
import {
  BreakerEvent,
  BreakerSettings,
  BreakerState,
  CLOSED,
  holds,
  isOpen,
  next,
  Route,
  route,
} from '../../../lib/control/breaker';

const NOW = 1_000_000;
const SETTINGS: BreakerSettings = {
  failuresToOpen: 3,
  coolDownMillis: 10_000,
  maxCoolDownMillis: 120_000,
  permitMillis: 30_000,
};

const heldBy = (holder: string, until = NOW + 1): { holder: string; until: number } => ({ holder, until });
const suspect = (failures: number, permit: { holder: string; until: number } | null = null): BreakerState => ({
  kind: 'suspect',
  since: 1,
  failures,
  permit,
});
const open = (probeAt: number, failedProbes = 0): BreakerState => ({ kind: 'open', since: 1, probeAt, failedProbes });
const probing = (permit = heldBy('a'), failedProbes = 0): BreakerState => ({
  kind: 'probing',
  since: 1,
  failedProbes,
  permit,
});

const asked = (holder: string): BreakerEvent => ({ kind: 'asked', holder });
const succeeded = (holder: string, cleared?: boolean): BreakerEvent => ({ kind: 'succeeded', holder, cleared });
const released = (holder: string): BreakerEvent => ({ kind: 'released', holder });
const failed = (holder: string, random = 0, calls?: number): BreakerEvent => ({
  kind: 'failed',
  holder,
  random,
  calls,
});
const doubted = (holder: string): BreakerEvent => ({ kind: 'doubted', holder, random: 0 });
const cleared = (at: number): BreakerState => ({ kind: 'closed', clearedAt: at });
const wary = (failures: number, permit: { holder: string; until: number } | null = null): BreakerState => ({
  ...(suspect(failures, permit) as Extract<BreakerState, { kind: 'suspect' }>),
  wary: true,
});

describe('where a call may go', () => {
  test.each<[string, BreakerState, Route]>([
    ['closed: freely', CLOSED, 'pass'],
    ['suspect with its permit free: ask for it', suspect(1), 'ask'],
    ['suspect with its permit held: wait', suspect(1, heldBy('a')), 'wait'],
    ['suspect with a permit that ran out this millisecond: ask', suspect(1, heldBy('a', NOW)), 'ask'],
    ['open before the probe is due: elsewhere', open(NOW + 1), 'divert'],
    ['open at the millisecond the probe is due: ask', open(NOW), 'ask'],
    ['probing by somebody: elsewhere', probing(), 'divert'],
    ['probing by somebody who died: ask', probing(heldBy('a', NOW)), 'ask'],
  ])('%s', (_, state, expected) => expect(route(state, NOW)).toBe(expected));

  test.each<[BreakerState, boolean]>([
    [CLOSED, false],
    [suspect(2), false],
    [open(NOW), true],
    [probing(), true],
  ])('%j diverts live traffic: %s', (state, expected) => expect(isOpen(state)).toBe(expected));
});

describe('what an event makes of the breaker', () => {
  const permit = heldBy('b', NOW + SETTINGS.permitMillis);
  const fresh = (state: BreakerState): BreakerState => ({ ...state, since: NOW }) as BreakerState;
  const opened = fresh(open(NOW + 10_000));

  test.each<[string, BreakerState, BreakerEvent, BreakerState]>([
    ['a first failure makes the target suspect', CLOSED, failed('a'), { ...suspect(1), since: NOW } as BreakerState],
    ['the permit of a suspect goes to who asks', suspect(1), asked('b'), suspect(1, permit)],
    ['the permit of a dead holder goes to who asks', suspect(2, heldBy('a', NOW)), asked('b'), suspect(2, permit)],
    ['the holder of a suspect fails and hands its permit back', suspect(1, heldBy('a')), failed('a'), suspect(2)],
    ['a call under way fails and leaves the permit', suspect(1, heldBy('a')), failed('b'), suspect(2, heldBy('a'))],
    ['the holder succeeds: one failure less', suspect(2, heldBy('a')), succeeded('a'), wary(1)],
    ['the holder succeeds on the last failure: cleared', suspect(1, heldBy('a')), succeeded('a'), cleared(NOW)],
    ['several failures told at once all count', suspect(1, heldBy('a')), failed('a', 0, 2), opened],
    ['failures that are usual are not enough', suspect(2), { ...failed('a'), enough: 3.2 }, suspect(3)],
    ['more of them are', suspect(3), { ...failed('a'), enough: 3.2 }, opened],
    ['less than is set is never enough', suspect(1), { ...failed('a'), enough: 1 }, suspect(2)],
    ['an outage that a caller sees opens at once', CLOSED, failed('a', 0, Infinity), opened],
    ['a doubt counts', suspect(1, heldBy('a')), doubted('b'), suspect(2, heldBy('a'))],
    ['a first doubt makes the target suspect', CLOSED, doubted('a'), { ...suspect(1), since: NOW } as BreakerState],
    ['doubts of many open', suspect(2), doubted('a'), opened],
    ['a doubt of a target cleared long ago is like the first', cleared(NOW - 60_000), doubted('a'), fresh(suspect(1))],
    ['a doubt of a target cleared lately makes it wary', cleared(NOW - 59_999), doubted('a'), fresh(wary(1))],
    ['a failure of a target cleared lately counts as ever', cleared(NOW - 1), failed('a'), fresh(suspect(1))],
    ['a doubt while wary hands the permit back, no more', wary(2, heldBy('a')), doubted('a'), wary(2)],
    ['a failure while wary counts', wary(2), failed('a'), opened],
    ['the probe succeeds after a record failed: cleared', probing(), succeeded('a', true), cleared(NOW)],
    ['the last failure opens', suspect(2), failed('a'), opened],
    ['a due probe goes to who asks', open(NOW, 2), asked('b'), probing(permit, 2)],
    ['the probe of a dead holder goes to who asks', probing(heldBy('a', NOW), 2), asked('b'), probing(permit, 2)],
    ['the probe succeeds: closed', probing(heldBy('a'), 7), succeeded('a'), CLOSED],
    ['the probe fails: open for twice as long', probing(heldBy('a')), failed('a'), open(NOW + 20_000, 1)],
    ['a probe without a word can be taken by another', probing(), released('a'), probing(heldBy('a', NOW))],
    ['a permit without a word is free again', suspect(2, heldBy('a')), released('a'), suspect(2)],
  ])('%s', (_, before, event, after) => expect(next(before, event, NOW, SETTINGS)).toEqual(after));

  test.each<[string, BreakerState, BreakerEvent]>([
    ['closed, asked', CLOSED, asked('a')],
    ['closed, success', CLOSED, succeeded('a')],
    ['closed, released', CLOSED, released('a')],
    ['suspect, asked while another holds the permit', suspect(1, heldBy('a')), asked('b')],
    ['suspect, success of a straggler', suspect(1, heldBy('a')), succeeded('b')],
    ['suspect, success of a straggler while nobody holds the permit', suspect(1), succeeded('b')],
    ['suspect, released by another', suspect(1, heldBy('a')), released('b')],
    ['open, asked too early', open(NOW + 1), asked('a')],
    ['open, success of a straggler', open(NOW + 1), succeeded('a')],
    ['open, failure of a straggler', open(NOW + 1), failed('a')],
    ['open, released', open(NOW + 1), released('a')],
    ['probing, asked while another probes', probing(), asked('b')],
    ['probing, success of a straggler', probing(), succeeded('b')],
    ['probing, failure of a straggler', probing(), failed('b')],
    ['probing, released by another', probing(), released('b')],
    ['wary, doubt of a call under way', wary(2, heldBy('a')), doubted('b')],
    ['open, doubt of a straggler', open(NOW + 1), doubted('a')],
    ['probing, doubt of a straggler', probing(), doubted('b')],
  ])('%s: nothing to write', (_, state, event) => expect(next(state, event, NOW, SETTINGS)).toBe(state));

  it('opens on the first failure where one is enough', () => {
    expect(next(CLOSED, failed('a'), NOW, { ...SETTINGS, failuresToOpen: 1 })).toMatchObject({
      kind: 'open',
      since: NOW,
    });
  });

  test.each([
    [0, 0, 20_000],
    [0, 0.9999999, 25_000],
    [1, 0, 40_000],
    [2, 0, 80_000],
    [3, 0, 120_000],
    [50, 0, 120_000],
    [50, 0.9999999, 150_000],
    [5_000, 0, 120_000],
  ])('after %i failed probes and one more, at jitter %d, the next is due in %i ms', (failedProbes, random, millis) => {
    const after = next(probing(heldBy('a'), failedProbes), failed('a', random), NOW, SETTINGS);
    expect(after).toEqual({ ...open(NOW + millis, failedProbes + 1) });
  });
});

interface Step {
  readonly kind: BreakerEvent['kind'];
  readonly holder: string;
  readonly random: number;
  readonly after: number;
}

const settings: fc.Arbitrary<BreakerSettings> = fc
  .record({
    failuresToOpen: fc.integer({ min: 1, max: 5 }),
    coolDownMillis: fc.integer({ min: 1_000, max: 3_600_000 }),
    stretch: fc.integer({ min: 1, max: 50 }),
    permitMillis: fc.integer({ min: 1_000, max: 30_000 }),
  })
  .map(({ stretch, ...rest }) => ({ ...rest, maxCoolDownMillis: rest.coolDownMillis * stretch }));

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('asked', 'asked', 'failed', 'failed', 'succeeded', 'released'),
    holder: fc.constantFrom('a', 'b', 'c'),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    after: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 4_000_000 })),
  }),
  { maxLength: 60 },
);

interface Move {
  readonly before: BreakerState;
  readonly after: BreakerState;
  readonly event: Step;
  readonly now: number;
}

/** Play events one after the other and look at every move. */
function play(events: readonly Step[], s: BreakerSettings, look: (move: Move) => void): BreakerState {
  let state: BreakerState = CLOSED;
  let now = NOW;
  for (const event of events) {
    now += event.after;
    const before = state;
    state = next(before, event, now, s);
    look({ before, after: state, event, now });
  }
  return state;
}

describe('whatever happens, in whatever order', () => {
  const property = (look: (move: Move, s: BreakerSettings) => void): void =>
    fc.assert(
      fc.property(steps, settings, (events, s) => void play(events, s, (move) => look(move, s))),
      { numRuns: 1_000 },
    );

  it('no number becomes NaN, and the state survives its way through JSON', () => {
    property(({ after }) => {
      expect(JSON.parse(JSON.stringify(after))).toEqual(after);
    });
  });

  it('a permit is granted only while no other is valid, and is never taken from who holds it', () => {
    property(({ before, after, event, now }) => {
      const permitOf = (state: BreakerState): { holder: string; until: number } | null =>
        state.kind === 'suspect' || state.kind === 'probing' ? state.permit : null;
      const [held, given] = [permitOf(before), permitOf(after)];
      if (!held || held.until <= now) return;
      if (given && given !== held) expect([given.holder, event.kind]).toEqual([event.holder, 'released']);
      if (given && event.holder !== held.holder) expect(given).toEqual(held);
    });
  });

  it('the next probe is due after the shortest pause at the earliest, after the longest and a quarter at the latest', () => {
    property(({ before, after, now }, { coolDownMillis, maxCoolDownMillis }) => {
      if (after.kind !== 'open' || after === before) return;
      expect(after.probeAt - now).toBeGreaterThanOrEqual(coolDownMillis);
      expect(after.probeAt - now).toBeLessThanOrEqual(Math.ceil(maxCoolDownMillis * 1.25));
    });
  });

  it('only the success of the permit holder closes', () => {
    property(({ before, after, event }) => {
      if (before.kind === 'closed' || after.kind !== 'closed') return;
      expect([event.kind, holds(before, event.holder)]).toEqual(['succeeded', true]);
    });
  });

  it('opens exactly when the failures, net of permitted successes, reach the number set', () => {
    fc.assert(
      fc.property(steps, settings, (events, s) => {
        let net = 0;
        play(events, s, ({ before, after, event }) => {
          if (isOpen(before)) return;
          if (event.kind === 'failed') net++;
          if (event.kind === 'succeeded' && holds(before, event.holder)) net--;
          const expected = net === 0 ? 'closed' : net >= s.failuresToOpen ? 'open' : 'suspect';
          expect(after.kind).toBe(expected);
          if (after.kind === 'open') net = 0;
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('remembers when the outage began until it is over', () => {
    property(({ before, after }) => {
      if (isOpen(before) && isOpen(after)) expect(after).toMatchObject({ since: (before as { since: number }).since });
    });
  });

  it('can be opened by failures and closed by a probe, from any state', () => {
    fc.assert(
      fc.property(steps, settings, (events, s) => {
        let now = NOW + 10 ** 12;
        let state = play(events, s, () => undefined);
        for (let i = 0; !isOpen(state) && i < s.failuresToOpen; i++) state = next(state, failed('x'), now, s);
        expect(isOpen(state)).toBe(true);
        now += 10 ** 12;
        state = next(state, asked('x'), now, s);
        expect([state.kind, holds(state, 'x')]).toEqual(['probing', true]);
        expect(next(state, succeeded('x'), now, s)).toBe(CLOSED);
      }),
    );
  });

  it('a clock that jumps back strands no permit for good', () => {
    const ahead = next(suspect(1), asked('a'), NOW + 86_400_000, SETTINGS);
    expect(route(ahead, NOW)).toBe('wait');
    expect(route(ahead, NOW + 86_400_000 + SETTINGS.permitMillis)).toBe('ask');
    expect(next(ahead, succeeded('a'), NOW, SETTINGS)).toEqual(cleared(NOW));
  });
});
