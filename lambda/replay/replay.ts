/* eslint-disable @typescript-eslint/no-require-imports -- most replays have no rate */
import { isFirstFormat } from '../../lib/contract/lake';
import { METRIC } from '../../lib/contract/metrics';
import { ReplayItem, ReplayReport } from '../../lib/contract/replay';
import type { HandlerSettings } from '../../lib/contract/settings';
import { callBudgetMillis } from '../../lib/control/deadline';
import { dispatch } from '../failover/dispatch';
import type { Clock, ReplayHost } from '../failover/host';
import { emf } from '../failover/ledger';
import type { NativeRecord } from '../failover/records';
import { couriersOf, createRoute, gaugesOf, Route } from '../failover/route';
import { TimeLeft, withReserve } from '../failover/time-left';
import { leaseObject } from './lease';
import { ObjectReplay } from './object-replay';
import { Pace, UNPACED } from './pace';
import type * as Paced from './paced';
import { proveTarget } from './proof';
import { damageOf, readObject, recordsOf } from './stored-object';

export type Replay = (item: ReplayItem, remainingMillis: () => number) => Promise<ReplayReport>;

/**
 * Replays one object of the lake through the same delivery path as live records. A record leaves the lake only once a target
 * has accepted it; what no target takes stays, with one more replay noted. The archive is only read.
 */
export function createReplay(host: ReplayHost, settings: HandlerSettings): Replay {
  const route = createRoute(host, settings);
  return async (item, remainingMillis) => {
    const nothing = { key: item.key, replayed: 0, quarantined: 0, remaining: 0, skipped: 0 };
    const lease = await leaseObject(host, item.key);
    if (!lease) return { ...nothing, skipped: 1 };
    try {
      const text = await host.lake.get(item.key);
      if (text === undefined) return nothing;
      const stored = readObject(text, settings.pipeline);
      const damage = damageOf(stored, item.key);
      if (damage !== undefined) sayDamaged(host, settings, item.key, damage);
      // No part of it is replayed: it stays as the evidence that it is.
      const isPartial = isFirstFormat(item.key) && stored.envelopes.length > 0;
      if (damage !== undefined && !isPartial) return { ...nothing, remaining: recordsOf(stored, item.key) };
      const object = new ObjectReplay(host, settings, item, stored);
      for (const courier of couriersOf(route)) for (const record of object.suspects) courier.refusedBefore.add(record);
      const unspent = withReserve(remainingMillis);
      const timeLeft = (): number => (lease.isHeld() ? unspent() : 0);
      await deliver(object, object.records, paceOf(item, host.clock, timeLeft), { route, timeLeft });
      if (isInDoubt(object, route)) await clear(object, host, { route, timeLeft });
      object.judge(route.primary.breaker.state);
      // Its success leaves a trace that the next replay judges by.
      if (isInDoubt(object, route)) await route.primary.breaker.report({ kind: 'questioned', holder: '' });
      const report = await object.store(lease);
      const counts = { [METRIC.replayed]: report.replayed, [METRIC.quarantined]: object.newlyQuarantined };
      host.emit(emf(settings, host.clock.now(), { ...counts, ...gaugesOf(route) }));
      return report;
    } finally {
      await lease.release();
    }
  };
}

function sayDamaged(host: ReplayHost, settings: HandlerSettings, key: string, damage: string): void {
  host.log('an object of the lake is damaged; what cannot be read stays there', { key, damage });
  host.emit(emf(settings, host.clock.now(), { [METRIC.damaged]: 1 }));
}

function paceOf(item: ReplayItem, clock: Clock, timeLeft: TimeLeft): Pace {
  if (!(item.rate > 0)) return UNPACED;
  const { paced } = require('./paced') as typeof Paced;
  return paced(item, clock, timeLeft);
}

interface Way {
  readonly route: Route;
  readonly timeLeft: TimeLeft;
}

/** Portion by portion, at the pace asked for. */
async function deliver(
  object: ObjectReplay,
  records: readonly NativeRecord[],
  pace: Pace,
  { route, timeLeft }: Way,
): Promise<void> {
  let isHeldUp = false;
  for (const portion of pace.portionsOf(records)) {
    // An ordered replay stops behind a record that stays, or its successors would overtake it.
    if (isHeldUp && route.ordered) return;
    await dispatch(portion, route, timeLeft, async (routed) => {
      object.book(routed);
      const staying = routed.undelivered.length + routed.unattempted.length;
      isHeldUp ||= staying > 0;
      return staying === 0;
    });
    await pace.after(portion.length);
  }
}

/** Records were refused, and no other is known to tell by. */
function isInDoubt(object: ObjectReplay, { primary }: Route): boolean {
  return object.doubted.length > 0 && !primary.control;
}

/** One record of the archive that the target takes shows it to work: then those in doubt are tried again. */
async function clear(object: ObjectReplay, host: ReplayHost, { route, timeLeft }: Way): Promise<void> {
  const { doubted } = object;
  const records = doubted.map(({ record }) => record as NativeRecord);
  for (const courier of couriersOf(route)) for (const record of records) courier.refusedBefore.add(record);
  const budget = (): number => callBudgetMillis(timeLeft(), false);
  if (!(await proveTarget(route.primary, host, doubted, budget).catch(() => false))) return;
  await deliver(object, records, UNPACED, { route, timeLeft });
}
