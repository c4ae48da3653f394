import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Causes } from './alert-causes';
import type { DirectoryEntry } from '../lib/contract/directory';
import type { Cloud } from './cloud';
import type { DemoOptions } from './options';
import type { Inbox } from './inbox';
import type { Observer } from './observer';
import { type Pace, paceOf } from './pace';
import { run } from './processes';
import type { Act } from './report/timeline';
import type { RegulatedCloud } from './regulated-cloud';
import type { Screen } from './screen';
import type { Sender } from './sender';
import { evenly, mixed, poisonRows, readTrace, type TimedRow } from './trace';
import type { Warehouse } from './warehouse';

/** No act takes longer than this on two cores; a play that hangs says where. */
const ACT_MILLIS = 150_000;

/** Time over which rows trickle in, so that no flow is at rest when the burst comes. */
const TRICKLE_MILLIS = 60_000;

/** Everything of one pipeline that the play uses. */
export interface Stage {
  readonly name: string;
  readonly entry: DirectoryEntry;
  readonly consumer: string;
  /** The fewest batches at a time that the regulator may set. */
  readonly fewest: number;
  readonly cloud: Cloud;
  readonly regulated: RegulatedCloud;
  readonly warehouse: Warehouse;
  readonly sender: Sender;
  readonly observer: Observer;
  readonly inbox: Inbox;
  readonly screen: Screen;
  readonly out: string;
}

export interface Played {
  readonly acts: readonly Act[];
  readonly causes: Causes;
  /** When the burst began, milliseconds since the epoch. */
  readonly burstAt: number;
  /** Records still in the source, its dead-letter queue or waiting in the lake. */
  readonly inFlight: number;
  /** The regulator was waited for, and is held to its promise. */
  readonly isRegulated: boolean;
}

/**
 * Whether the demo waits for the regulator and fails without it. Not by default: its planners count in minutes, and on a busy
 * machine they do not settle within the patience of an act.
 */
const HOLDS_REGULATOR = process.env.SLUICE_DEMO_REGULATION === '1';

/** What the acts share. */
interface Scene {
  readonly stage: Stage;
  readonly options: DemoOptions;
  readonly trace: readonly TimedRow[];
  readonly pace: Pace;
  readonly acts: Act[];
  readonly causes: Causes;
  /** The regulator is held to its promise: not where workers die, or so little is sent that it need not see a reason. */
  readonly isRegulated: boolean;
}

/** The acts of one pipeline, turned by the count of outcomes. */
export async function play(stage: Stage, options: DemoOptions): Promise<Played> {
  const pace = paceOf(options);
  const causes: Causes = { outage: 0, allDown: 0, healed: 0, poison: 0 };
  const isRegulated = HOLDS_REGULATOR && pace.asksForMore && !options.chaos;
  const scene: Scene = { stage, options, trace: readTrace(options.rows), pace, acts: [], causes, isRegulated };
  await outage(scene);
  const { burstAt, before } = await burst(scene);
  await poison(scene);
  const inFlight = await settled(stage);
  if (isRegulated) {
    act(scene, 'calm again');
    await until(scene, 'the regulator takes back what it gave', () => capacity(stage) <= before);
  }
  act(scene, 'balance');
  stage.screen.done(stage.name);
  return { acts: scene.acts, causes, burstAt, inFlight, isRegulated };
}

/** The first part of the trace, at its own pace; the targets fail, and heal. */
async function outage(scene: Scene): Promise<void> {
  const { stage, trace, pace, causes, options } = scene;
  const { warehouse, sender, observer } = stage;
  const calm = trace.slice(0, pace.trickleAt);
  const speed = calm[calm.length - 1].offset / (options.seconds * 1_000);
  const diverted = (): number => [...warehouse.effects.values()].filter(([first]) => first.path === 'fallback').length;

  act(scene, 'calm');
  let allSent = false;
  const sending = sender.play(calm, speed).then(() => (allSent = true));
  await until(scene, 'an eighth of the records is delivered', () => observer.committed >= trace.length * 0.125);

  causes.outage = act(scene, 'primary answers 503');
  warehouse.broken.primary = true;
  await until(scene, 'a twentieth of the records is diverted', () => diverted() >= trace.length * 0.05);

  causes.allDown = act(scene, 'fallback fails too');
  warehouse.broken.fallback = true;
  await until(scene, 'records spill to S3', () => observer.spilled.length >= 5);
  await until(scene, 'the outage alert arrives', () => alerted(stage, 'outage', 'ALARM', causes.outage));

  causes.healed = act(scene, 'primary heals');
  warehouse.broken.primary = warehouse.broken.fallback = false;
  await until(scene, 'the breaker closes', () => observer.breaker.kind === 'closed');
  await until(scene, 'the trace is sent', () => allSent);
  await sending;
  const isEmptied = (): boolean => observer.committed === calm.length && observer.spilled.length === 0;
  await until(scene, 'the replay has emptied spilled/', isEmptied);
  await until(scene, 'the recovery alert arrives', () => alerted(stage, 'outage', 'OK', causes.healed));
}

/** More than half of the trace at once, while a little goes on: more than the least capacity works off in time. */
async function burst(scene: Scene): Promise<{ readonly burstAt: number; readonly before: number }> {
  const { stage, trace, pace, isRegulated } = scene;
  act(scene, 'a trickle');
  const trickle = evenly(trace.slice(pace.trickleAt, pace.burstAt), TRICKLE_MILLIS);
  const trickling = stage.sender.play(trickle, 1);
  if (isRegulated) await until(scene, 'the regulator has settled', () => capacity(stage) === stage.fewest);
  const burstAt = act(scene, 'burst');
  const before = capacity(stage);
  await stage.sender.send(trace.slice(pace.burstAt, pace.burstEnd));
  if (isRegulated) await until(scene, 'the regulator raises the concurrency', () => capacity(stage) > before);
  await trickling;
  await until(scene, 'the burst is worked off', () => stage.observer.committed === pace.burstEnd);
  return { burstAt, before };
}

/** What is left of the trace, with rows that the consumer cannot read; it is repaired, and they come home. */
async function poison(scene: Scene): Promise<void> {
  const { stage, trace, pace, causes, options } = scene;
  const { observer, sender } = stage;
  causes.poison = act(scene, 'poison rows among good ones');
  await sender.send(mixed(trace.slice(pace.burstEnd), poisonRows(options.poison, trace.length)));
  // Where workers die, a poison row may be spilled in doubt first.
  const wanted = options.chaos ? 1 : options.poison;
  await until(scene, 'poison is quarantined', () => observer.quarantined.length >= wanted);
  await until(scene, 'the good rows pass', () => observer.committed === trace.length);
  await until(scene, 'the quarantine alert arrives', () => alerted(stage, 'quarantine', 'ALARM', causes.poison));

  act(scene, 'consumer fixed, sluice replay');
  await stage.cloud.setEnvironment(stage.consumer, 'PARSER', 'lenient');
  await bringHome(scene, trace.length + options.poison, options.chaos);
}

function act({ stage, acts }: Scene, name: string): number {
  acts.push({ at: Date.now(), name });
  stage.screen.act(stage.name, name);
  return Date.now();
}

/** Batches at a time, as the mapping says; one without a number has no limit. */
function capacity({ observer }: Stage): number {
  return observer.capacity ?? Infinity;
}

function alerted(stage: Stage, rule: string, state: 'ALARM' | 'OK', after: number): boolean {
  return stage.inbox.find(stage.entry.pipeline, rule, state, after) !== undefined;
}

/** Replay what is quarantined until all rows have their effect; workers that die take a replay down with them. */
async function bringHome(scene: Scene, rows: number, chaos: boolean): Promise<void> {
  const { stage } = scene;
  const { observer } = stage;
  const isHome = (): boolean => observer.committed === rows;
  for (const deadline = Date.now() + ACT_MILLIS; !isHome() && Date.now() < deadline; await sleep(1_000)) {
    if (observer.quarantined.length === 0) continue;
    await replayQuarantined(stage).catch((error: unknown) => {
      if (!chaos) throw error;
    });
  }
  await until(scene, 'the repaired rows pass', isHome);
}

/** The operator's way: the CLI, against the deployed pipeline. */
async function replayQuarantined({ entry, out, name }: Stage): Promise<void> {
  await run('sluice replay', {
    command: process.execPath,
    args: [join('dist', 'bin', 'sluice.js'), 'replay', entry.pipeline, '--prefix', 'quarantined', '--yes'],
    log: join(out, `replay-${name}.log`),
  });
}

/** Wait until source, dead-letter queue and lake are empty; returns what is left if they do not empty. */
async function settled({ cloud, entry, observer }: Stage): Promise<number> {
  const left = async (): Promise<number> => {
    const urls = [entry.source.kind === 'queue' ? entry.source.address : undefined, entry.deadLetterQueueUrl];
    const depths = await Promise.all(urls.filter((url) => url !== undefined).map((url) => cloud.depth(url)));
    const queued = depths.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
    return queued + observer.spilled.length + observer.quarantined.length;
  };
  const deadline = Date.now() + ACT_MILLIS;
  let rest = await left();
  while (rest > 0 && Date.now() < deadline) {
    await sleep(500);
    rest = await left();
  }
  return rest;
}

async function until({ stage }: Scene, what: string, reached: () => boolean): Promise<void> {
  const { name, observer, screen } = stage;
  const deadline = Date.now() + ACT_MILLIS;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error(`${name}: waited ${ACT_MILLIS / 1_000} s in vain until ${what}`);
    screen.progress(name, { committed: observer.committed, spilled: observer.spilled.length, waitingFor: what });
    await sleep(100);
  }
}
