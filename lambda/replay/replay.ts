/* eslint-disable @typescript-eslint/no-require-imports -- most replays have no rate */
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
import { ObjectReplay, Work } from './object-replay';
import { openObject, Part } from './open-object';
import { Pace, UNPACED } from './pace';
import type * as Paced from './paced';
import { proveTarget } from './proof';

/** Further objects, whose records belong between those of the first. */
export interface Others extends Pick<Work, 'inOrder'> {
  readonly keys: readonly string[];
}

export type Replay = (item: ReplayItem, remainingMillis: () => number, others?: Others) => Promise<ReplayReport>;

const ALONE: Others = { keys: [] };

/**
 * Replays one object of the lake through the same delivery path as live records. A record leaves the lake only once a target
 * has accepted it; what no target takes stays, with one more replay noted. The archive is only read.
 */
export function createReplay(host: ReplayHost, settings: HandlerSettings): Replay {
  const targets = createRoute(host, settings);
  return async (item, remainingMillis, { keys, inOrder } = ALONE) => {
    const route = { ...targets, ordered: targets.ordered || item.ordered === true };
    const report = { key: item.key, replayed: 0, quarantined: 0, remaining: 0, skipped: 0 };
    const parts: Part[] = [];
    try {
      for (const key of [item.key, ...keys]) {
        const part = await openObject(host, settings, key);
        if (part === 'held') return { ...report, skipped: 1 };
        if (typeof part === 'number') report.remaining += part;
        else parts.push(part);
      }
      if (report.remaining > 0 || parts.length === 0) return report;
      const object = new ObjectReplay(host, settings, item, { parts, inOrder });
      const unspent = withReserve(remainingMillis);
      await replayAll(object, host, { route, timeLeft: () => (object.isHeld ? unspent() : 0) }, item);
      Object.assign(report, await object.store());
      const counts = { [METRIC.replayed]: report.replayed, [METRIC.quarantined]: object.newlyQuarantined };
      host.emit(emf(settings, host.clock.now(), { ...counts, ...gaugesOf(route) }));
      return report;
    } finally {
      for (const { lease } of parts) await lease.release();
    }
  };
}

interface Way {
  readonly route: Route;
  readonly timeLeft: TimeLeft;
}

async function replayAll(object: ObjectReplay, host: ReplayHost, way: Way, item: ReplayItem): Promise<void> {
  const { breaker } = way.route.primary;
  for (const courier of couriersOf(way.route)) {
    for (const record of object.suspects) courier.refusedBefore.add(record);
  }
  await deliver(object, object.records, paceOf(item, host.clock, way.timeLeft), way);
  // A record of the archive would be delivered once more.
  if (!way.route.guard && isInDoubt(object, way)) await clear(object, host, way);
  object.judge(breaker.state);
  // Its success leaves a trace that the next replay judges by.
  if (isInDoubt(object, way)) await breaker.report({ kind: 'questioned', holder: '' });
}

function paceOf(item: ReplayItem, clock: Clock, timeLeft: TimeLeft): Pace {
  if (!(item.rate > 0)) return UNPACED;
  const { paced } = require('./paced') as typeof Paced;
  return paced(item, clock, timeLeft);
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
function isInDoubt(object: ObjectReplay, { route }: Way): boolean {
  return object.doubted.length > 0 && !route.primary.control;
}

/** One record of the archive that the target takes shows it to work: then those in doubt are tried again. */
async function clear(object: ObjectReplay, host: ReplayHost, way: Way): Promise<void> {
  const { doubted } = object;
  const { route, timeLeft } = way;
  const records = doubted.map(({ record }) => record as NativeRecord);
  for (const courier of couriersOf(route)) for (const record of records) courier.refusedBefore.add(record);
  const budget = (): number => callBudgetMillis(timeLeft(), false);
  if (await proveTarget(route.primary, host, doubted, budget).catch(() => false)) {
    await deliver(object, records, UNPACED, way);
  }
}
