import { seededRandom } from '../../lib/simulation/random';
import { printTable } from '../measure/table';
import { DETECTORS, OWN } from './detectors';
import { CALM, failing, taking } from './flows';
import { callsToOpen, opensOn, type Trial } from './trials';

export interface Extent {
  readonly seed: number;
  readonly trials: number;
  /** On which false opens are counted. */
  readonly calls: number;
}

const USUAL_SHARE = 0.01;
const BASE_SHARES = [0, 0.001, 0.005, 0.02, 0.05];
const TROUBLES = [1, 0.5, 0.3, 0.2];

export async function printOutages(extent: Extent): Promise<void> {
  const rows: string[][] = [];
  for (const [name, create] of Object.entries(DETECTORS)) {
    const cells = [name];
    for (const share of TROUBLES) cells.push(told(await callsToOpen(create, outage(USUAL_SHARE, share), extent)));
    rows.push([...cells, `${await opensOn(create, failing(USUAL_SHARE, seededRandom(extent.seed)), extent.calls)}`]);
  }
  printTable(['calls until open, 1 % failed before', ...TROUBLES.map(percent), `opens at 1 %`], rows);
}

/** What is learned is not one per cent everywhere. */
export async function printBaseShares(extent: Extent): Promise<void> {
  const rows: string[][] = [];
  for (const base of BASE_SHARES) {
    const cells = [percent(base)];
    for (const share of TROUBLES) {
      cells.push(told(await callsToOpen(DETECTORS[OWN], outage(base, share), extent)));
    }
    rows.push([...cells, `${await opensOn(DETECTORS[OWN], failing(base, seededRandom(extent.seed)), extent.calls)}`]);
  }
  printTable(['observe(), where so many fail usually', ...TROUBLES.map(percent), 'opens at that'], rows);
}

interface BrownOut {
  readonly title: string;
  readonly millis: number;
  readonly factor: number;
  readonly sigma: number;
}

const BROWN_OUTS: readonly BrownOut[] = [
  ...[2, 3, 5, 10].map((factor) => ({ title: `×${factor}`, millis: 100, factor, sigma: 0.3 })),
  ...[2, 3, 5].map((factor) => ({ title: `×${factor}, σ 0.5`, millis: 100, factor, sigma: 0.5 })),
  { title: '3 s ×5', millis: 3_000, factor: 5, sigma: 0.3 },
];

export async function printBrownOuts(extent: Extent): Promise<void> {
  const rows: string[][] = [];
  for (const [name, create] of Object.entries(DETECTORS)) {
    const cells = [name];
    for (const one of BROWN_OUTS) cells.push(told(await callsToOpen(create, brownOut(one), extent)));
    rows.push(cells);
  }
  printTable(['calls until open, none fails', ...BROWN_OUTS.map(({ title }) => title)], rows);
}

export async function printCalm({ seed, calls }: Extent): Promise<void> {
  const rows: string[][] = [];
  for (const [title, flow] of Object.entries(CALM)) {
    rows.push([title, `${await opensOn(DETECTORS[OWN], flow(seededRandom(seed)), calls)}`]);
  }
  printTable(['observe(), no brown-out', `opens in ${calls.toLocaleString('en')} calls`], rows);
}

function outage(usual: number, share: number): Trial {
  return { usual: (random) => failing(usual, random), trouble: (random) => failing(share, random) };
}

function brownOut({ millis, factor, sigma }: BrownOut): Trial {
  return {
    usual: (random) => taking(millis, random, sigma),
    trouble: (random) => taking(factor * millis, random, sigma),
  };
}

function told(calls: number): string {
  return calls === Infinity ? 'never' : `${calls}`;
}

function percent(share: number): string {
  return `${100 * share} %`;
}
