import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Chaos } from './chaos';
import { Cloud } from './cloud';
import { conclude, Result, Seconds } from './conclusion';
import { deploy } from './deploy';
import { Inbox } from './inbox';
import { environment, eventsOf, install, LocalAws, startLocalAws } from './local-aws';
import { Observer } from './observer';
import { DemoOptions, parseOptions, SourceKind, USAGE } from './options';
import { paceOf } from './pace';
import { play, Stage } from './play';
import { releaseAll, stopAll } from './processes';
import { RegulatedCloud } from './regulated-cloud';
import { Repeated } from './repeated';
import { renderFlowReport } from './report/flow-report';
import { Screen } from './screen';
import { Sender } from './sender';
import { takeOver } from './single-run';
import { Warehouse, WarehouseServer } from './warehouse';

const OUT = join('demo', 'out');
const PID_FILE = join(OUT, 'demo.pid');
const STACK = 'SluiceDemo';

/** The whole demo; returns true where every promise was kept. */
async function main(options: DemoOptions): Promise<boolean> {
  const screen = new Screen();
  await cleanStart(screen);
  const seconds: Seconds = { install: 0, deploy: 0, run: 0 };
  const warehouses = new Map(
    options.sources.map((source) => [source as string, new Warehouse(paceOf(options).millisPerRow)]),
  );
  const server = new WarehouseServer(warehouses);
  const warehouseUrl = await server.start();

  const aws = await timed(seconds, 'install', () => prepare(options, screen));
  const env = environment(aws.endpoint, OUT);
  Object.assign(process.env, env);
  screen.say(`deploying with the CDK CLI to ${aws.endpoint}`);
  const demoEnv = { ...env, SLUICE_DEMO_WAREHOUSE: warehouseUrl, SLUICE_DEMO_SOURCES: options.sources.join(',') };
  await timed(seconds, 'deploy', () => deploy(OUT, demoEnv));

  const cloud = new Cloud();
  const inbox = new Inbox(cloud, await cloud.physicalId(STACK, 'Inbox', 'AWS::SQS::Queue'));
  const regulated = await regulatorIn(cloud);
  const stages = await Promise.all(
    options.sources.map((source) => setStage(source, { cloud, regulated, inbox, warehouses, screen })),
  );
  const clocks = startClocks(stages, regulated);
  const chaos = options.chaos ? new Chaos(aws) : undefined;
  const started = Date.now();
  const played = await timed(seconds, 'run', () => Promise.all(stages.map((stage) => play(stage, options)))).finally(
    () => saveJournal(regulated),
  );
  for (const clock of clocks) clock.stop();
  await chaos?.stop();

  screen.say('counting at the sinks and in the bucket');
  const facts = { started, seconds, kills: chaos?.bursts ?? [] };
  const results = await Promise.all(stages.map((stage, i) => conclude(stage, played[i], options, facts)));
  await Promise.all([inbox.close(), ...stages.map(({ observer }) => observer.stop())]);
  writeReports(results);
  for (const result of results) printResult(result, screen);
  const faults = eventsOf(aws, 'mend-failed');
  for (const fault of faults) screen.say(`BROKEN  the local AWS itself: ${fault}`);
  finish(options, aws, server, screen);
  return faults.length === 0 && results.every(({ promises }) => promises.every(([, kept]) => kept));
}

/** Nothing of an earlier run is left, also where that run was killed in the middle. */
async function cleanStart(screen: Screen): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const stopped = await takeOver(PID_FILE);
  if (stopped) screen.say(`stopped an earlier run of the demo, process ${stopped}`);
  for (const name of readdirSync(OUT)) if (name !== basename(PID_FILE)) rmSync(join(OUT, name), { recursive: true });
}

async function prepare(options: DemoOptions, screen: Screen): Promise<LocalAws> {
  if (options.endpoint) return { endpoint: options.endpoint };
  screen.say('installing the local AWS (once)');
  await install(join(OUT, 'install.log'));
  return startLocalAws(OUT, options.keep);
}

/** Between the end of one tick of the regulator and the begin of the next; AWS's schedules call once a minute. */
const TICK_PAUSE_MILLIS = 5_000;
const SECOND_MILLIS = 1_000;

async function regulatorIn(cloud: Cloud): Promise<RegulatedCloud> {
  const [functionName, logGroup] = await Promise.all([
    cloud.physicalId(STACK, 'RegulatorFunction', 'AWS::Lambda::Function'),
    cloud.physicalId(STACK, 'RegulatorLogs', 'AWS::Logs::LogGroup'),
  ]);
  return new RegulatedCloud({ functionName, logGroup });
}

/** What goes on beside the acts: the regulator's ticks, and what each producer says of itself. */
function startClocks(stages: readonly Stage[], regulated: RegulatedCloud): Repeated[] {
  const producers = stages.map(({ entry, sender }) => {
    let told = 0;
    return new Repeated(SECOND_MILLIS, async () => {
      const sent = sender.sentAt.size;
      await regulated.publishArrivals(entry.pipeline, sent - told);
      told = sent;
    });
  });
  return [...producers, new Repeated(TICK_PAUSE_MILLIS, () => regulated.tick())];
}

interface Common {
  readonly cloud: Cloud;
  readonly regulated: RegulatedCloud;
  readonly inbox: Inbox;
  readonly warehouses: ReadonlyMap<string, Warehouse>;
  readonly screen: Screen;
}

async function setStage(source: SourceKind, common: Common): Promise<Stage> {
  const entry = (await common.cloud.pipelines()).find(({ pipeline }) => pipeline === `${STACK}-${source}`);
  if (!entry) throw new Error(`the deployed stack has no pipeline ${STACK}-${source}`);
  const warehouse = common.warehouses.get(source)!;
  const sender = new Sender(common.cloud, entry.source);
  const mappingId = await common.regulated.mappingOf(entry.handlerName);
  return {
    ...common,
    name: source,
    entry,
    warehouse,
    sender,
    most: await common.regulated.most(entry.pipeline),
    observer: new Observer({ ...common, entry, mappingId, warehouse, sender }),
    consumer: await common.cloud.physicalId(STACK, `${source}Consumer`, 'AWS::Lambda::Function'),
    out: OUT,
  };
}

/** Also of a play that broke off: why did the regulator not do what was waited for? */
async function saveJournal(regulated: RegulatedCloud): Promise<void> {
  const lines = (await regulated.journal()).map((entry) => JSON.stringify(entry));
  writeFileSync(join(OUT, 'regulation.jsonl'), lines.join('\n'));
}

function writeReports(results: readonly Result[]): void {
  const report = Object.fromEntries(results.map((result) => [result.source, result.report]));
  writeFileSync(join(OUT, 'report.json'), JSON.stringify(report, undefined, 2));
  const timelines = results.map(({ timeline }) => timeline);
  writeFileSync(join(OUT, 'timeline.json'), JSON.stringify(timelines));
  writeFileSync(join(OUT, 'report.html'), renderFlowReport({ timelines, report, generatedAt: new Date() }));
}

function printResult({ source, balance, promises, decisions }: Result, screen: Screen): void {
  screen.say(`balance of the ${source}`);
  console.table(balance);
  if (decisions.length > 0) screen.say(`what the regulator set since the burst, and why, in the words of its journal`);
  for (const { knob, from, to, reason, detail } of decisions) {
    screen.say(`  ${knob} ${from} → ${to}: ${reason}; ${detail}`);
  }
  for (const [promise, kept] of promises) screen.say(`${kept ? 'kept  ' : 'BROKEN'}  ${promise}`);
}

function finish(options: DemoOptions, aws: LocalAws, server: WarehouseServer, screen: Screen): void {
  screen.say(`flow report: ${join(OUT, 'report.html')}, figures: ${join(OUT, 'report.json')}`);
  server.stop();
  if (!options.keep) return stopAll();
  releaseAll();
  screen.say(
    `the local AWS stays at ${aws.endpoint}${aws.pid ? ` (stop it with: kill ${aws.pid})` : ''}; look around with`,
  );
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = environment(aws.endpoint, OUT);
  const variables = { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION };
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  screen.say(`  export ${pairs.join(' ')}`);
  screen.say('  npx sluice status');
}

async function timed<T>(seconds: Seconds, name: keyof Seconds, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  try {
    return await work();
  } finally {
    seconds[name] = (Date.now() - start) / 1_000;
  }
}

function stopOn(signal: NodeJS.Signals, status: number): void {
  process.once(signal, () => {
    stopAll();
    process.exit(status);
  });
}

async function cli(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    return (await main(parseOptions(argv))) ? 0 : 1;
  } catch (error) {
    stopAll();
    const { code, message } = error as Error & { code?: string };
    console.error(`${code ?? 'DEMO_FAILED'}: ${message}`);
    if (code === 'DEMO_USAGE') console.error(`\n${USAGE}`);
    return code === 'DEMO_USAGE' ? 2 : 1;
  }
}

stopOn('SIGINT', 130);
stopOn('SIGTERM', 143);
void cli(process.argv.slice(2)).then((status) => process.exit(status));
