import { setTimeout as sleep } from 'node:timers/promises';
import type { Zone } from '../lib/contract/lake';
import { millisAfterCause } from './alert-causes';
import { Balance, balanceOf, checks, Promised, Sightings } from './balance';
import type { KillBurst } from './chaos';
import { FailoverFigures, failoverFigures, toTimeline } from './findings';
import { census } from './lake-census';
import { emulatedGaps } from './local-aws';
import type { DemoOptions, SourceKind } from './options';
import type { Played, Stage } from './play';
import { type Decision, type RegulationFigures, regulationFigures, regulationPromises } from './regulation-figures';

/** Wall-clock time. */
export interface Seconds {
  install: number;
  deploy: number;
  run: number;
}

/** What a pipeline came to. */
export interface Result {
  readonly source: SourceKind;
  readonly balance: Balance;
  readonly promises: readonly Promised[];
  /** What the regulator set since the burst began. */
  readonly decisions: readonly Decision[];
  readonly report: Record<string, unknown>;
  readonly timeline: ReturnType<typeof toTimeline>;
}

/** What is known of the run as a whole. */
export interface RunFacts {
  /** When the acts began, milliseconds since the epoch. */
  readonly started: number;
  readonly seconds: Seconds;
  /** Bursts in which workers were killed. */
  readonly kills: readonly KillBurst[];
}

/** Count one pipeline, from the sinks and the bucket. */
export async function conclude(
  stage: Stage,
  played: Played,
  options: DemoOptions,
  { started, seconds, kills }: RunFacts,
): Promise<Result> {
  const { cloud, entry, warehouse } = stage;
  const count = (zone: Zone) => census(cloud, entry, zone, started);
  const sightings: Sightings = {
    sent: stage.sender.sentAt.size,
    archived: await count('archive'),
    effects: warehouse.effects,
    spilled: await count('spilled'),
    quarantined: await count('quarantined'),
  };
  const balance = balanceOf(sightings);
  const alerts = alertsOf(stage, played, kills);
  const failover = failoverFigures(stage, played.causes);
  const regulation = await regulationOf(stage, played);
  const promises = options.chaos
    ? [...checks(balance, played.inFlight), killed(kills)]
    : [
        ...checks(balance, played.inFlight),
        ...undisturbed(failover, sightings, options.poison),
        ...(played.isRegulated ? regulationPromises(stage.name, regulation, played.burstAt) : []),
      ];
  return {
    source: stage.name,
    balance,
    promises,
    decisions: regulation.decisions.filter(({ at }) => Date.parse(at) >= played.burstAt),
    report: {
      promises: promises.map(([promise, kept]) => ({ promise, kept })),
      records: balance,
      failover,
      regulation,
      alerts: alerts.map(({ alarm, state, receivedAt, millis, text }) => ({
        ...{ alarm, state, receivedAt: new Date(receivedAt).toISOString() },
        ...{ millisAfterCause: millis, text },
      })),
      seconds,
      emulated: options.endpoint ? [`all that ${options.endpoint} fakes or lacks`] : emulatedGaps(),
      absorbedDuplicates: warehouse.absorbed,
      chaos: kills.length > 0 ? kills : undefined,
    },
    timeline: toTimeline(stage, played, { alerts, sightings, kills, started, decisions: regulation.decisions }),
  };
}

/** Alerts of the pipeline that something caused, with how long after. */
function alertsOf({ inbox, entry }: Stage, { causes }: Played, kills: readonly KillBurst[]) {
  const others = kills.map(({ at }) => at);
  return inbox.alerts
    .filter(({ pipeline }) => pipeline === entry.pipeline)
    .map((alert) => ({ ...alert, millis: millisAfterCause(alert, causes, others) }))
    .filter(({ millis }) => millis !== undefined);
}

/** Where workers die, a dead permit holder's successor asks once more. */
function undisturbed(failover: FailoverFigures, { quarantined, sent }: Sightings, poison: number): Promised[] {
  const most = failover.batchesAtATime + CALLS_TO_OPEN;
  return [
    // On a busy machine some are spilled in doubt first: the replay then tells them from good ones.
    ['the poison rows were quarantined, and no others', isPoison([...quarantined.keys()], sent - poison, poison)],
    [`at most ${most} failed calls before the breaker was open`, failover.failedCallsBeforeOpen <= most],
    ['first diverted record within 2 s of the first failed call', failover.millisToFirstDiverted <= 2_000],
  ];
}

/** The failed calls that open a breaker by default; the calls that are under way when the target fails cannot be spared. */
const CALLS_TO_OPEN = 3;

/** Poison rows are numbered behind the good ones. */
function isPoison(rows: readonly number[], first: number, count: number): boolean {
  return rows.length === count && rows.every((row) => row >= first);
}

function killed(kills: readonly KillBurst[]): Promised {
  return ['busy workers were killed', kills.some(({ busyWorkers }) => busyWorkers > 0)];
}

/** A line is in the log some moments after what it tells of. */
const LOG_MILLIS = 60_000;

/** By the mapping's own value over time, and the journal of the regulator. */
async function regulationOf(stage: Stage, { burstAt, isRegulated }: Played): Promise<RegulationFigures> {
  const { name, regulated, entry, observer } = stage;
  for (const deadline = Date.now() + LOG_MILLIS; ; await sleep(1_000)) {
    const journal = (await regulated.journal()).filter(({ pipeline }) => pipeline === entry.pipeline);
    const figures = regulationFigures(observer.samples, journal, burstAt);
    const isTold = regulationPromises(name, figures, burstAt).every(([, kept]) => kept);
    if (isTold || !isRegulated || Date.now() > deadline) return figures;
  }
}
