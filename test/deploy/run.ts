import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatedGaps, eventsOf } from '../../demo/local-aws';
import { stopAll } from '../../demo/processes';
import { type Options, parseOptions, USAGE } from './options';
import { isKept, play, type Played } from './play';
import { linesOf, printSummary } from './print';
import type { Scenario } from './scenario';
import { SCENARIOS } from './scenarios/all';
import { setStage, type Stage } from './stage';

const OUT = join('test', 'deploy', 'out');

const started = Date.now();

function say(text: string): void {
  console.log(`${((Date.now() - started) / 1_000).toFixed(1).padStart(6)} s  ${text}`);
}

/** True where every promise was kept. */
async function campaign({ only }: Options): Promise<boolean> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const scenarios = SCENARIOS.filter(({ id }) => only.length === 0 || only.includes(id));
  if (scenarios.length === 0) throw new Error(`no scenario is called ${only.join(' or ')}`);
  const names = [...new Set(scenarios.map(({ flow }) => flow))];
  const stage = await setStage(OUT, names, say);
  const all = (await Promise.all(names.map((name) => playAll(name, scenarios, stage)))).flat();
  await stage.close();
  all.sort((a, b) => SCENARIOS.indexOf(a.scenario) - SCENARIOS.indexOf(b.scenario));
  printSummary(all);
  for (const gap of emulatedGaps()) console.log(`emulated: ${gap}`);
  const faults = eventsOf(stage.aws, 'mend-failed');
  for (const fault of faults) say(`BROKEN  the local AWS itself: ${fault}`);
  writeFileSync(join(OUT, 'report.json'), JSON.stringify(all, undefined, 2));
  say(`${all.filter(isKept).length} of ${all.length} scenarios kept all promises`);
  return faults.length === 0 && all.every(isKept);
}

/** Those of one pipeline, one after the other. */
async function playAll(name: Scenario['flow'], scenarios: readonly Scenario[], stage: Stage): Promise<Played[]> {
  const played: Played[] = [];
  for (const scenario of scenarios.filter(({ flow }) => flow === name)) {
    const one = await play(scenario, stage, say);
    for (const line of linesOf(one)) say(line);
    played.push(one);
  }
  return played;
}

async function cli(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options.help) console.log(USAGE);
    else if (options.list)
      for (const { id, flow, fault } of SCENARIOS) console.log(`${id.padStart(4)}  ${flow}: ${fault}`);
    else return (await campaign(options)) ? 0 : 1;
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    stopAll();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopAll();
    process.exit(1);
  });
}
void cli(process.argv.slice(2)).then((status) => process.exit(status));
