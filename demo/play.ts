import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Causes } from './alert-causes';
import type { DirectoryEntry } from '../lib/contract/directory';
import type { Cloud } from './cloud';
import type { DemoOptions, SourceKind } from './options';
import type { Inbox } from './inbox';
import type { Observer } from './observer';
import { type Pace, paceOf } from './pace';
import { run } from './processes';
import { comesBack, isTakenBack, regulationFigures } from './regulation-figures';
import type { Act } from './report/timeline';
import type { RegulatedCloud } from './regulated-cloud';
import type { Screen } from './screen';
import type { Sender } from './sender';
import { evenly, mixed, poisonRows, readTrace, type TimedRow } from './trace';
import type { Warehouse } from './warehouse';

/** No act takes longer than this on two cores; a play that hangs says where. */
const ACT_MILLIS = 150_000;

/** The regulator has longer: on a loaded machine its minutes are long, and it gives back late what it gave in a hurry. */
const REGULATION_MILLIS = 300_000;

/** Everything of one pipeline that the play uses. */
export interface Stage {
  readonly name: SourceKind;
  readonly entry: DirectoryEntry;
  readonly consumer: string;
  /** The most batches at a time that the regulator may set. */
  readonly most: number;
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
  const isRegulated = pace.asksForMore && !options.chaos;
  const scene: Scene = { stage, options, trace: readTrace(options.rows), pace, acts: [], causes, isRegulated };
  const burstAt = await burst(scene);
  await outage(scene);
  await poison(scene);
  const inFlight = await settled(stage);
  if (isRegulated && comesBack(stage.name)) {
    act(scene, 'calm again');
    const isBack = (): boolean => isTakenBack(regulationFigures(stage.observer.samples, [], burstAt));
    await until(scene, 'the regulator takes back what it gave', isBack, REGULATION_MILLIS);
  }
  act(scene, 'balance');
  stage.screen.done(stage.name);
  return { acts: scene.acts, causes, burstAt, inFlight, isRegulated };
}

/** A part of the trace, at its own pace; the targets fail, and heal. */
async function outage(scene: Scene): Promise<void> {
  const { stage, trace, pace, causes, options } = scene;
  const { warehouse, sender, observer } = stage;
  const calm = trace.slice(pace.burstEnd, pace.outageEnd);
  const speed = (calm[calm.length - 1].offset - calm[0].offset) / (options.seconds * 1_000);
  const diverted = (): number => [...warehouse.effects.values()].filter(([first]) => first.path === 'fallback').length;

  await until(scene, 'all is well after the burst', () => isWell(stage));
  act(scene, 'the trace at its own pace');
  let allSent = false;
  const sending = sender.play(calm, speed).then(() => (allSent = true));
  const eighth = pace.burstEnd + trace.length * 0.125;
  await until(scene, 'an eighth of the records is delivered', () => observer.committed >= eighth);

  causes.outage = act(scene, 'primary answers 503');
  // On a busy machine a call of the burst may have been too slow, and its rows diverted: they do not count here.
  const twentieth = diverted() + trace.length * 0.05;
  warehouse.broken.primary = true;
  await until(scene, 'a twentieth of the records is diverted', () => diverted() >= twentieth);

  causes.allDown = act(scene, 'fallback fails too');
  warehouse.broken.fallback = true;
  await until(scene, 'records spill to S3', () => observer.spilled.length >= 5);
  await until(scene, 'the outage alert arrives', () => alerted(stage, 'outage', 'ALARM', causes.outage));

  causes.healed = act(scene, 'primary heals');
  warehouse.broken.primary = warehouse.broken.fallback = false;
  await until(scene, 'the breaker closes', () => observer.breaker.kind === 'closed');
  await until(scene, 'the trace is sent', () => allSent);
  await sending;
  const isEmptied = (): boolean => observer.committed === pace.outageEnd && observer.spilled.length === 0;
  await until(scene, 'the replay has emptied spilled/', isEmptied);
  await until(scene, 'the recovery alert arrives', () => alerted(stage, 'outage', 'OK', causes.healed));
}

/** After quiet times more than half of the trace at once: more than the least capacity works off in time. */
async function burst(scene: Scene): Promise<number> {
  const { stage, trace, pace, isRegulated } = scene;
  act(scene, 'calm');
  await stage.sender.play(evenly(trace.slice(0, pace.burstAt), pace.quietMillis), 1);
  const hasRoom = (): boolean => capacity(stage) < stage.most;
  if (isRegulated) await until(scene, 'the regulator has settled', hasRoom, REGULATION_MILLIS);
  const burstAt = act(scene, 'burst');
  const before = capacity(stage);
  await stage.sender.send(trace.slice(pace.burstAt, pace.burstEnd));
  const isRaised = (): boolean => capacity(stage) > before;
  if (isRegulated) await until(scene, 'the regulator raises the concurrency', isRaised, REGULATION_MILLIS);
  await until(scene, 'the burst is worked off', () => stage.observer.committed === pace.burstEnd);
  return burstAt;
}

/** What is left of the trace, with rows that the consumer cannot read; it is repaired, and they come home. */
async function poison(scene: Scene): Promise<void> {
  const { stage, trace, pace, causes, options } = scene;
  const { observer, sender } = stage;
  causes.poison = act(scene, 'poison rows among good ones');
  await sender.send(mixed(trace.slice(pace.outageEnd), poisonRows(options.poison, trace.length)));
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

/** On a busy machine calls of the burst may be too slow, which is an outage of its own: it has to be over before the next. */
function isWell({ observer, inbox, entry }: Stage): boolean {
  const outages = inbox.alerts.filter(({ pipeline, alarm }) => pipeline === entry.pipeline && alarm.includes('outage'));
  return observer.breaker.kind === 'closed' && observer.spilled.length === 0 && outages.at(-1)?.state !== 'ALARM';
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

async function until(
  { stage }: Scene,
  what: string,
  reached: () => boolean,
  patienceMillis = ACT_MILLIS,
): Promise<void> {
  const { name, observer, screen } = stage;
  const deadline = Date.now() + patienceMillis;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error(`${name}: waited ${patienceMillis / 1_000} s in vain until ${what}`);
    screen.progress(name, { committed: observer.committed, spilled: observer.spilled.length, waitingFor: what });
    await sleep(100);
  }
}
