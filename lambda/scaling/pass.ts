import type { RegulatedFlow, Signal } from '../../lib/contract/regulation';
import { dueFor } from '../../lib/control/observing/attention';
import type { QueueDepth, RegulatorHost } from './host';
import { inParallel } from './in-parallel';
import { askMetrics, type Question } from './metric-round';
import { questionOf } from './observe';
import { hasDisabledMapping } from './reading';
import { regulateFlow } from './regulate-flow';
import { openReadings, READINGS_A_PASS } from './reading-budget';
import { NOTHING_DONE, type Outcome, type Sight, type Turn } from './turn';

/** A flow waits for the network nearly all of its time. */
const FLOWS_AT_A_TIME = 50;

/** What tells of pressure first, where there is no queue that does; and all there is to see of a flow at rest. */
const TELLING: readonly Signal[] = ['arrivals', 'oldestAgeSeconds'];
const FIRST: readonly Signal[] = ['arrivals'];

const FAILED: Outcome = { stuck: true, disabled: false, pressed: false };

/** Looks at all flows once and regulates those that are due; their outcomes in order. A failure is one flow's own. */
export async function pass(
  shared: Omit<Turn, 'readings'>,
  flows: readonly RegulatedFlow[],
): Promise<readonly Outcome[]> {
  const turn: Turn = { ...shared, readings: openReadings(shared.host) };
  const failures: string[] = [];
  const opened = await inParallel(flows, FLOWS_AT_A_TIME, (flow) => open(turn, flow, failures));
  const due = opened
    .filter((sight) => typeof sight === 'object')
    .sort(byPressure)
    .filter(isReadable);
  const questions = due.map(({ question }) => question);
  const { answers, failures: unanswered } = await askMetrics(turn.host, questions);
  failures.push(...unanswered);
  const sights = due.map((sight, index) => ({ ...sight, answer: answers[index] }));
  const done = await inParallel(sights, FLOWS_AT_A_TIME, (sight) =>
    regulateFlow(turn, sight).catch((error: unknown) => {
      failures.push(`${sight.flow.flow}: ${String(error)}`);
      return FAILED;
    }),
  );
  if (failures.length > 0) turn.host.log('some of it failed', { failures: failures.length, first: failures[0] });
  const outcomeOf = new Map(due.map(({ flow }, index) => [flow, done[index]]));
  return opened.map((one, index) => outcomeOf.get(flows[index]) ?? (one === 'failed' ? FAILED : NOTHING_DONE));
}

/** What was never read, and will not be in this pass, is not worth its metrics. */
function isReadable({ stored }: Opened, index: number): boolean {
  return index < READINGS_A_PASS || stored.record.inForce.length > 0;
}

/** Not all may be read in one pass. */
function byPressure({ stored: one }: Opened, { stored: other }: Opened): number {
  return other.record.attention.pressedUntil - one.record.attention.pressedUntil;
}

type Opened = Omit<Sight, 'answer'> & { readonly question: Question };

/** What is remembered of a flow, what its queue says, and what it is due for. */
async function open(turn: Turn, flow: RegulatedFlow, failures: string[]): Promise<Opened | 'nothing' | 'failed'> {
  const { host, now, store } = turn;
  try {
    const [stored, queue] = await Promise.all([store.read(flow), queueOf(host, flow, failures)]);
    const { record } = stored;
    // A mapping that is disabled is asked for in each tick, and metrics would say nothing.
    const isStill = hasDisabledMapping(record);
    const due = isStill ? 'look' : dueFor(record.attention, now, queue?.waiting);
    if (due === 'nothing') return due;
    const only = isStill ? [] : signalsFor(flow, due, record.attention.idle);
    const heartbeat = due === 'look' && !isStill ? host.heartbeat : undefined;
    const question = questionOf(flow, record.observedUntil, now, { only, heartbeat });
    return { flow, stored, due, queue, window: question.window, question };
  } catch (error) {
    failures.push(`${flow.flow}: ${String(error)}`);
    return 'failed';
  }
}

/** Each metric that is asked for costs money; undefined for all of them. */
function signalsFor({ signals }: RegulatedFlow, due: 'glance' | 'look', idle: boolean): readonly Signal[] | undefined {
  if (due === 'glance') return idle ? FIRST : TELLING;
  return idle && signals.arrivals ? TELLING : undefined;
}

async function queueOf(
  host: RegulatorHost,
  { flow, queueUrl }: RegulatedFlow,
  failures: string[],
): Promise<QueueDepth | undefined> {
  if (queueUrl === undefined) return undefined;
  try {
    return await host.queue(queueUrl);
  } catch (error) {
    failures.push(`${flow}: ${String(error)}`);
    return undefined;
  }
}
