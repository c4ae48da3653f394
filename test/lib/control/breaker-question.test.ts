import { BreakerEvent, BreakerSettings, CLOSED, isOpen, next, route, tookAt } from '../../../lib/control/breaker';

const SETTINGS: BreakerSettings = {
  failuresToOpen: 3,
  coolDownMillis: 10_000,
  maxCoolDownMillis: 120_000,
  permitMillis: 30_000,
};

describe('a question whether the target works', () => {
  const question: BreakerEvent = { kind: 'questioned', holder: 'replay' };

  it('makes the next call take the permit, and counts as no failure', () => {
    const state = next(CLOSED, question, 1_000, SETTINGS);
    expect(state).toEqual({ kind: 'suspect', since: 1_000, failures: 0, permit: null });
    expect([route(state, 1_000), isOpen(state)]).toEqual(['ask', false]);
  });

  it('is answered by a record that the target takes', () => {
    const asked = next(next(CLOSED, question, 0, SETTINGS), { kind: 'asked', holder: 'live' }, 10, SETTINGS);
    expect(next(asked, { kind: 'succeeded', holder: 'live' }, 20, SETTINGS)).toEqual({ kind: 'closed', clearedAt: 20 });
    const answered = next(asked, { kind: 'answered', holder: 'live' }, 20, SETTINGS);
    expect(answered).toEqual({ kind: 'closed', clearedAt: 20, tookNone: true });
    expect([tookAt(answered), tookAt({ kind: 'closed', clearedAt: 20 }), tookAt(CLOSED), tookAt(asked)]).toEqual([
      0, 20, 0, 0,
    ]);
  });

  it('changes nothing where there is suspicion already, and forgets no earlier answer', () => {
    for (const state of [
      { kind: 'suspect', since: 0, failures: 2, permit: null },
      { kind: 'open', since: 0, probeAt: 9, failedProbes: 0 },
      { kind: 'probing', since: 0, failedProbes: 0, permit: { holder: 'a', until: 9 } },
    ] as const) {
      expect(next(state, question, 5, SETTINGS)).toBe(state);
    }
    expect(next({ kind: 'closed', clearedAt: 3 }, question, 5, SETTINGS)).toMatchObject({ clearedAt: 3 });
  });
});
