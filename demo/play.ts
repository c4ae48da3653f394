import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Causes } from './alert-causes';
import type { DirectoryEntry } from '../lib/contract/directory';
import type { Cloud } from './cloud';
import type { DemoOptions } from './options';
import type { Inbox } from './inbox';
import type { Observer } from './observer';
import { run } from './processes';
import type { Act } from './report/timeline';
import type { Screen } from './screen';
import type { Sender } from './sender';
import { mixed, poisonRows, readTrace } from './trace';
import type { Warehouse } from './warehouse';

/** No act takes longer than this on two cores; a play that hangs says where. */
const ACT_MILLIS = 150_000;

/** Everything of one pipeline that the play uses. */
export interface Stage {
  readonly name: string;
  readonly entry: DirectoryEntry;
  readonly consumer: string;
  readonly cloud: Cloud;
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
  /** Records still in the source, its dead-letter queue or waiting in the lake. */
  readonly inFlight: number;
}

/** The acts of one pipeline, turned by the count of outcomes. */
export async function play(stage: Stage, options: DemoOptions): Promise<Played> {
  const { warehouse, sender, observer } = stage;
  const trace = readTrace(options.rows);
  const split = Math.floor(trace.length * 0.9);
  const speed = trace[trace.length - 1].offset / (options.seconds * 1_000);
  const acts: Act[] = [];
  const causes: Causes = { outage: 0, allDown: 0, healed: 0, poison: 0 };
  const act = (name: string): number => {
    acts.push({ at: Date.now(), name });
    stage.screen.act(stage.name, name);
    return Date.now();
  };
  const until = (what: string, reached: () => boolean): Promise<void> => wait(stage, what, reached);
  const share = (part: number) => () => observer.committed >= trace.length * part;
  const diverted = (): number => [...warehouse.effects.values()].filter(([first]) => first.path === 'fallback').length;

  act('calm');
  let allSent = false;
  const sending = sender.play(trace.slice(0, split), speed).then(() => (allSent = true));
  await until('a fifth of the records is delivered', share(0.2));

  causes.outage = act('primary answers 503');
  warehouse.broken.primary = true;
  await until('a tenth of the records is diverted', () => diverted() >= trace.length * 0.1);

  causes.allDown = act('fallback fails too');
  warehouse.broken.fallback = true;
  await until('records spill to S3', () => observer.spilled.length >= 5);
  await until('the outage alert arrives', () => alerted(stage, 'outage', 'ALARM', causes.outage));

  causes.healed = act('primary heals');
  warehouse.broken.primary = warehouse.broken.fallback = false;
  await until('the breaker closes', () => observer.breaker.kind === 'closed');
  await until('the trace is sent', () => allSent);
  await sending;
  await until('the replay has emptied spilled/', () => observer.committed === split && observer.spilled.length === 0);
  await until('the recovery alert arrives', () => alerted(stage, 'outage', 'OK', causes.healed));

  causes.poison = act('poison rows among good ones');
  await sender.send(mixed(trace.slice(split), poisonRows(options.poison, trace.length)));
  // Where workers die, a poison row may be spilled in doubt first.
  const wanted = options.chaos ? 1 : options.poison;
  await until('poison is quarantined', () => observer.quarantined.length >= wanted);
  await until('the good rows pass', () => observer.committed === trace.length);
  await until('the quarantine alert arrives', () => alerted(stage, 'quarantine', 'ALARM', causes.poison));

  act('consumer fixed, sluice replay');
  await stage.cloud.setEnvironment(stage.consumer, 'PARSER', 'lenient');
  await bringHome(stage, trace.length + options.poison, options.chaos);
  const inFlight = await settled(stage);
  act('balance');
  stage.screen.done(stage.name);
  return { acts, causes, inFlight };
}

function alerted(stage: Stage, rule: string, state: 'ALARM' | 'OK', after: number): boolean {
  return stage.inbox.find(stage.entry.pipeline, rule, state, after) !== undefined;
}

/** Replay what is quarantined until all rows have their effect; workers that die take a replay down with them. */
async function bringHome(stage: Stage, rows: number, chaos: boolean): Promise<void> {
  const { observer } = stage;
  const isHome = (): boolean => observer.committed === rows;
  for (const deadline = Date.now() + ACT_MILLIS; !isHome() && Date.now() < deadline; await sleep(1_000)) {
    if (observer.quarantined.length === 0) continue;
    await replayQuarantined(stage).catch((error: unknown) => {
      if (!chaos) throw error;
    });
  }
  await wait(stage, 'the repaired rows pass', isHome);
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

async function wait({ name, observer, screen }: Stage, what: string, reached: () => boolean): Promise<void> {
  const deadline = Date.now() + ACT_MILLIS;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error(`${name}: waited ${ACT_MILLIS / 1_000} s in vain until ${what}`);
    screen.progress(name, { committed: observer.committed, spilled: observer.spilled.length, waitingFor: what });
    await sleep(100);
  }
}
