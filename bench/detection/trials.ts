import { seededRandom } from '../../lib/simulation/random';
import { median } from '../measure/cpu';
import type { Detector, DetectorFactory } from './detectors';
import type { Flow } from './flows';

type Random = ReturnType<typeof seededRandom>;

/** Calls after which a breaker that is closed still is said never to open. */
const NEVER_AFTER = 2_000;

/** Calls by which a detector learns what is usual. */
const USUAL_CALLS = 500;

/** Trials do not share their chance: seeds of a run lie far apart. */
const SEEDS_APART = 7_919;
const RUNS_APART = 1_000_003;

export interface Trial {
  readonly usual: (random: Random) => Flow;
  readonly trouble: (random: Random) => Flow;
}

/** Median calls of a trouble until the detector is open; Infinity where it never is. One that opens before starts anew. */
export async function callsToOpen(
  create: DetectorFactory,
  { usual, trouble }: Trial,
  { trials, seed }: { readonly trials: number; readonly seed: number },
): Promise<number> {
  const all: number[] = [];
  for (let index = 0; all.length < trials; index += 1) {
    const random = seededRandom(seed * RUNS_APART + index * SEEDS_APART);
    const detector = create();
    const opened = await callsOf(detector, usual(random), USUAL_CALLS);
    if (opened === Infinity) all.push(await callsOf(detector, trouble(random), NEVER_AFTER));
    detector.end?.();
  }
  return median(all);
}

/** How often a detector opens on so many calls of a flow; it begins anew then. */
export async function opensOn(create: DetectorFactory, flow: Flow, calls: number): Promise<number> {
  let opens = 0;
  for (let made = 0; made < calls;) {
    const detector = create();
    const opened = await callsOf(detector, flow, calls - made);
    detector.end?.();
    made += Math.min(opened, calls - made);
    if (opened < Infinity) opens += 1;
  }
  return opens;
}

/** Calls until it is open; Infinity where it is not within `atMost`. */
async function callsOf(detector: Detector, flow: Flow, atMost: number): Promise<number> {
  for (let made = 0; made < atMost;) {
    const calls = detector.call(flow);
    made += typeof calls === 'number' ? calls : await calls;
    if (detector.isOpen) return made;
  }
  return Infinity;
}
