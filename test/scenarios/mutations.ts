/** A guard of the delivery, and what is left of the code without it. */
export interface Mutation {
  readonly guard: string;
  readonly file: string;
  readonly code: string;
  readonly without: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    guard: 'what could not be kept goes back to its source',
    file: 'lambda/failover/remainder.ts',
    code: "host.log('the lake failed; the records go back to their source', { error: (error as Error).message });\n      giveBack(items.map(({ record }) => record));",
    without: 'void error;',
  },
  {
    guard: 'records that no target was tried with go back to their source',
    file: 'lambda/failover/remainder.ts',
    code: 'giveBack(records.filter((record) => !isLastReceive(record)));',
    without: '',
  },
  {
    guard: 'before its last receive a record is stored',
    file: 'lambda/failover/remainder.ts',
    code: 'receives(record) >= maxReceives',
    without: 'receives(record) > maxReceives',
  },
  {
    guard: 'the response names what failed',
    file: 'lambda/failover/batch.ts',
    code: '(failure ? records : back).map',
    without: '(failure ? records : []).map',
  },
  {
    guard: 'an archive that fails brings the batch back',
    file: 'lambda/failover/batch.ts',
    code: "await store('archive', items).catch(fail)",
    without: "await store('archive', items).catch(() => undefined)",
  },
  {
    guard: 'nothing is acknowledged before it is archived',
    file: 'lambda/failover/failover.ts',
    code: 'await archived;',
    without: 'void archived;',
  },
  {
    guard: 'time is kept back to store the rest',
    file: 'lib/control/deadline.ts',
    code: 'Math.min(MAX_RESERVE_MILLIS, totalMillis * RESERVE_SHARE)',
    without: '0',
  },
  {
    guard: 'a call takes no longer than the time left',
    file: 'lambda/failover/errand.ts',
    code: 'const timeout = budget();',
    without: 'const timeout = Math.max(1, budget()) + 600_000;',
  },
  {
    guard: 'a retry writes the same key',
    file: 'lambda/failover/lake-writer.ts',
    code: 'nameOf(envelopes))',
    without: 'nameOf([...envelopes, { id: String(known.storedAt) }]))',
  },
  {
    guard: 'poison is quarantined one object a record',
    file: 'lambda/failover/batch.ts',
    code: "await eachOf(routed.poison, (item) => keep('quarantined', [item]));",
    without: "await keep('quarantined', routed.poison);",
  },
  {
    guard: 'only a working target says that a record is poison',
    file: 'lambda/failover/settle.ts',
    code: 'const verdict = judge(errand.evidence());',
    without:
      "const verdict = judge({ ...errand.evidence(), unsteady: false }) && ('poison' as ReturnType<typeof judge>);",
  },
  {
    guard: 'all named from one record to the last counts for the first alone',
    file: 'lambda/failover/courier.ts',
    code: 'courier.namesEach ? answer : asStop(answer, records.length)',
    without: 'answer',
  },
  {
    guard: 'an ordered batch stops behind a record that goes back',
    file: 'lambda/failover/dispatch.ts',
    code: 'if (!goesOn && ordered)',
    without: 'if (false as boolean)',
  },
  {
    guard: 'the lanes of an ordered batch keep a key together',
    file: 'lambda/failover/dispatch.ts',
    code: 'if (ordered && count > 1)',
    without: 'if (false as boolean)',
  },
  {
    guard: 'what follows a refused record of its key waits for the verdict',
    file: 'lambda/failover/isolate.ts',
    code: "outcome.kind !== 'accepted' && holdsUp(errand, stack)",
    without: 'false as boolean',
  },
  {
    guard: 'untouched records are handed over again',
    file: 'lambda/failover/book.ts',
    code: 'return untouched;',
    without: 'for (const record of untouched) trip.accepted.push(record);\n      return [];',
  },
  {
    guard: 'an unknown answer is no success',
    file: 'lambda/adapters/partial-response.ts',
    code: 'if (![...named].every((identifier) => known.has(identifier)))',
    without: 'if (false as boolean)',
  },
  {
    guard: 'a record leaves the lake when a target has taken it, not before',
    file: 'lambda/replay/object-replay.ts',
    code: 'if (lease.isHeld()) await this.keepOrRemove([...this.left.values()]);',
    without: 'if (lease.isHeld()) await this.keepOrRemove([]);',
  },
  {
    guard: 'whoever lost the lease leaves the object to its new holder',
    file: 'lambda/replay/object-replay.ts',
    code: 'if (lease.isHeld()) await',
    without: 'await',
  },
  {
    guard: 'one worker at a time has an object',
    file: 'lambda/replay/lease.ts',
    code: 'if (item && Number(item.value) > host.clock.now()) return undefined;',
    without: '',
  },
  {
    guard: 'a replay quarantines for the refusals of a working target alone',
    file: 'lambda/replay/object-replay.ts',
    code: 'isWorking && item.refusals ? 1 : 0',
    without: 'item.refusals ? 9 : 9',
  },
  {
    guard: 'what comes back refused is quarantined before it leaves its object',
    file: 'lambda/replay/object-replay.ts',
    code: 'await eachOf(moved, (envelope) => this.host.lake.put(this.quarantineKey(envelope), toLines([envelope])));',
    without: '',
  },
  {
    guard: 'the archive is only read',
    file: 'lambda/replay/object-replay.ts',
    code: "if (zoneOf(key) === 'archive') return;",
    without: '',
  },
  {
    guard: 'the sweeper starts what no healing started',
    file: 'lambda/replay/sweep.ts',
    code: 'if (waiting.length > 0 && canTry',
    without: 'if (false as boolean && canTry',
  },
  {
    guard: 'a record that failed alone is known for it, so that others are tried',
    file: 'lambda/failover/carry.ts',
    code: 'errand.failedAlone.add(part[0]);',
    without: '',
  },
  {
    guard: 'without its table the breaker goes on with what it knows',
    file: 'lambda/failover/shared-breaker.ts',
    code: 'read().catch(() => goOnWith(state))',
    without: 'read()',
  },
  {
    guard: 'a breaker that is open diverts',
    file: 'lib/control/breaker.ts',
    code: "return now >= state.probeAt ? 'ask' : 'divert';",
    without: "return 'pass';",
  },
  {
    guard: 'a suspect target is called with the one permit alone',
    file: 'lib/control/breaker.ts',
    code: "if (!isHeld(state.permit, now)) return 'ask';\n      return state.kind === 'suspect' ? 'wait' : 'divert';",
    without: "return 'pass';",
  },
  {
    guard: 'an open target is probed again after a while',
    file: 'lib/control/breaker.ts',
    code: "return now >= state.probeAt ? 'ask' : 'divert';",
    without: "return 'divert';",
  },
  {
    guard: 'a permit whose holder died is void',
    file: 'lib/control/breaker.ts',
    code: 'permit !== null && now < permit.until',
    without: 'permit !== null',
  },
];
