import { printTable } from '../measure/table';
import { ASSUMPTIONS } from './assumptions';
import { NETFLIX } from './contenders';
import { AIMD } from './contenders/aimd';
import { Clipper } from './contenders/clipper';
import { SEARCH } from './contenders/search';
import { readOptions } from './options';
import { type Result, printGoodput, printSearch, printSummary } from './report';
import type { Scenario } from './scenario';
import { score, yardstick } from './score';
import type { Contender } from './trial';

const clipper: Contender = ({ bounds, objectiveMillis }) =>
  new Clipper(objectiveMillis ?? bounds.objectiveMillis, bounds.maxChunk);

const CONTENDERS: Readonly<Record<string, Contender>> = { search: SEARCH, handler: AIMD, ...NETFLIX, Clipper: clipper };

function played(scenario: Scenario, seeds: readonly number[]): Result {
  const stick = yardstick(scenario, seeds);
  const scores = Object.entries(CONTENDERS).map(
    ([name, contender]) => [name, score(scenario, contender, seeds, stick)] as const,
  );
  return { scenario, scores: new Map(scores) };
}

const { seeds, scenarios } = readOptions(process.argv.slice(2));
console.log(ASSUMPTIONS);
printTable(['seeds', 'scenarios'], [[seeds.join(', '), `${scenarios.length}`]]);
const results = scenarios.map((scenario) => played(scenario, seeds));
const peers = Object.keys(NETFLIX);
printSearch(results, peers);
printGoodput(results);
printSummary(results, peers);
