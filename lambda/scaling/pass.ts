import type { RegulatedFlow, Signal } from '../../lib/contract/regulation';
import { dueFor } from '../../lib/control/observing/attention';
import type { RegulatorHost } from './host';
import { inParallel } from './in-parallel';
import { askMetrics, type Question } from './metric-round';
import { questionOf } from './observe';
import { hasDisabledMapping } from './reading';
import { regulateFlow } from './regulate-flow';
import type { Outcome, Sight, Turn } from './turn';

/** A flow waits for the network nearly all of its time. */
const FLOWS_AT_A_TIME = 50;

/** What tells of pressure first, where there is no queue that does; and all there is to see of a flow at rest. */
const TELLING: readonly Signal[] = ['arrivals', 'oldestAgeSeconds'];
const FIRST: readonly Signal[] = ['arrivals'];

const NOTHING_DUE: Outcome = { stuck: false, disabled: false, pressed: false };
const FAILED: Outcome = { stuck: true, disabled: false, pressed: false };

/** Looks at all flows once and regulates those that are due; their outcomes in order. A failure is one flow's own. */
export async function pass(turn: Turn, flows: readonly RegulatedFlow[]): Promise<readonly Outcome[]> {
  const once: Turn = { ...turn, host: readingOnce(turn.host) };
  const failures: string[] = [];
  const opened = await inParallel(flows, FLOWS_AT_A_TIME, (flow) => open(once, flow, failures));
  const due = opened.filter((sight) => typeof sight === 'object');
  const { answers, failures: unanswered } = await askMetrics(
    once.host,
    due.map(({ question }) => question),
  );
  failures.push(...unanswered);
  const answerOf = new Map(due.map((sight, index) => [sight.flow, answers[index]]));
  const outcomes = await inParallel(opened, FLOWS_AT_A_TIME, async (sight) => {
    if (sight === 'nothing') return NOTHING_DUE;
    if (sight === 'failed') return FAILED;
    try {
      return await regulateFlow(once, { ...sight, answer: answerOf.get(sight.flow) ?? {} });
    } catch (error) {
      failures.push(`${sight.flow.flow}: ${String(error)}`);
      return FAILED;
    }
  });
  if (failures.length > 0) turn.host.log('some of it failed', { failures: failures.length, first: failures[0] });
  return outcomes;
}

type Opened = Omit<Sight, 'answer'> & { readonly question: Question };

/** What is remembered of a flow, what its queue says, and what it is due for. */
async function open(turn: Turn, flow: RegulatedFlow, failures: string[]): Promise<Opened | 'nothing' | 'failed'> {
  const { host, now, store } = turn;
  try {
    const [stored, waiting] = await Promise.all([store.read(flow), waitingFor(host, flow, failures)]);
    const { record } = stored;
    // A mapping that is disabled is asked for in each tick, and metrics would say nothing.
    const isStill = hasDisabledMapping(record);
    const due = isStill ? 'look' : dueFor(record.attention, now, waiting);
    if (due === 'nothing') return due;
    const only = isStill ? [] : signalsFor(flow, due, record.attention.idle);
    const heartbeat = due === 'look' && !isStill ? host.heartbeat : undefined;
    const question = questionOf(flow, record.observedUntil, now, { only, heartbeat });
    return { flow, stored, due, waiting, window: question.window, question };
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

async function waitingFor(
  host: RegulatorHost,
  { flow, queueUrl }: RegulatedFlow,
  failures: string[],
): Promise<number | undefined> {
  if (queueUrl === undefined) return undefined;
  try {
    return await host.waiting(queueUrl);
  } catch (error) {
    failures.push(`${flow}: ${String(error)}`);
    return undefined;
  }
}

/** Several knobs may be read from one mapping or stream: it is asked once a pass. */
function readingOnce(host: RegulatorHost): RegulatorHost {
  return { ...host, mapping: once((id) => host.mapping(id)), stream: once((stream) => host.stream(stream)) };
}

function once<Result>(read: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (key) => {
    const running = known.get(key) ?? read(key);
    known.set(key, running);
    return running;
  };
}
