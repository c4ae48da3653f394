import type { ExcludedPeriod, Knob, RegulatedFlow } from '../../lib/contract/regulation';
import type { JournalOutcome } from '../../lib/contract/regulation-journal';
import { excludedAt } from '../../lib/control/observing/excluded';
import type { Reason } from '../../lib/control/regulation/decision';
import type { RegulationState } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { withdrawn } from '../../lib/control/regulation/withdrawn';
import type { Gauge } from './capacity';
import type { Decided } from './decide';
import type { CapacityName, Units } from './flow-record';

/** One value to set. */
export interface Change {
  readonly name: CapacityName;
  readonly knob: Knob;
  readonly from: number;
  readonly to: number;
}

/** What is to be done about a decision. */
export interface Intent {
  readonly planner: RegulationState;
  /** Absent where there is no decision. */
  readonly reason?: Reason;
  readonly detail: string;
  readonly outcome: Exclude<JournalOutcome, 'refused'>;
  readonly changes: readonly Change[];
}

type Gauges = Readonly<Partial<Record<CapacityName, Gauge>>>;

/** What each API takes at all. */
const API_LIMITS: Readonly<Record<Knob['kind'], readonly [number, number]>> = {
  shards: [1, 10_000],
  'maximum-concurrency': [2, 1_000],
  'parallelization-factor': [1, 10],
  'provisioned-concurrency': [1, Infinity],
  'warm-throughput': [1, 10_240],
};

/** What is not set is withdrawn: no planner may believe that its wish came true. */
export function intend(flow: RegulatedFlow, decided: Decided, gauges: Gauges, now: number): Intent {
  const { decision, planner } = decided;
  if (!decision) return { planner, detail: '', outcome: 'kept', changes: [] };
  const { command = {}, reason, detail } = decision;
  const kept = { planner: withdrawn(planner, command), reason, detail, outcome: 'kept', changes: [] } as const;
  const excluded = excludedAt(flow.excluded ?? [], now);
  if (excluded) return { ...kept, reason: 'excluded', detail: `${stretch(excluded)}; else: ${detail}` };
  const changes = changesOf(flow, command, gauges);
  if (flow.mode === 'observe') return { ...kept, outcome: changes.length > 0 ? 'advised' : 'kept', changes };
  const open = changes.filter(({ name }) => gauges[name]?.open);
  if (open.length === 0) return changes.length > 0 ? { ...kept, reason: 'pending', detail: closed(changes) } : kept;
  const notGiven = 'shards' in command && !open.some(({ name }) => name === 'shards');
  return { planner: notGiven ? kept.planner : planner, reason, detail, outcome: 'set', changes: open };
}

/** The command beside what is in force by now: within the limits once more, and without what is there already. */
function changesOf(flow: RegulatedFlow, command: Units, gauges: Gauges): Change[] {
  return (Object.entries(command) as [CapacityName, number][]).flatMap(([name, wish]) => {
    const [knob, gauge] = [flow.knobs[name], gauges[name]];
    if (!knob || !gauge || !Number.isInteger(wish)) return [];
    const allowed = within(API_LIMITS[knob.kind], within(limitsOf(flow.planner, name), wish));
    const to = name === 'shards' ? within(stepsFrom(gauge), allowed) : allowed;
    return to === (gauge.target ?? gauge.inForce) ? [] : [{ name, knob, from: gauge.inForce, to }];
  });
}

/** `UpdateShardCount` takes at most the double and at least the half: from far outside the limits it takes two steps. */
function stepsFrom({ inForce }: Gauge): readonly [number, number] {
  return [Math.ceil(inForce / 2), 2 * inForce];
}

function limitsOf(planner: PlannerSettings, name: CapacityName): readonly [number, number] {
  if (planner.kind === 'workers') return [planner.minWorkers, planner.maxWorkers];
  if (name === 'shards') return [planner.minShards, planner.maxShards];
  return [planner.minParallelizationFactor ?? 1, planner.maxParallelizationFactor];
}

function within([least, most]: readonly [number, number], value: number): number {
  return Math.min(most, Math.max(least, value));
}

function stretch({ fromMinute, toMinute }: ExcludedPeriod): string {
  const clock = (minute: number): string =>
    [minute / 60, minute % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `no changes from ${clock(fromMinute)} to ${clock(toMinute)} UTC`;
}

function closed(changes: readonly Change[]): string {
  const wishes = changes.map(({ knob, from, to }) => `${knob.kind} ${from} → ${to}`).join(', ');
  return `${wishes} is wanted, and a change is under way`;
}
