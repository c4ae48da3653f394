import type { Reason } from '../../lib/control/regulation/decision';
import { type Attention, UNSEEN } from '../../lib/control/observing/attention';
import type { CapacityHistory } from '../../lib/control/observing/capacity-history';
import { type RegulationState, startRegulation } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';

/** The numbers of a planner's capacity. */
export type CapacityName = 'workers' | 'shards' | 'parallelizationFactor';

/** What a planner's capacity is made of, by name. */
export type Units = Partial<Record<CapacityName, number>>;

/** A value that was set and is not known to be in force yet; seconds. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** All that is remembered of a flow between two ticks; plain JSON, one item of the table. Times in seconds since the epoch. */
export interface FlowRecord {
  readonly v: 1;
  readonly planner: RegulationState;
  /** End of the period that the planner saw last. */
  readonly observedUntil: number | null;
  readonly attention: Attention;
  readonly inForce: CapacityHistory<Units>;
  readonly asked: Partial<Record<CapacityName, Asked>>;
  /** Since when the mapping is disabled. */
  readonly disabledSince: number | null;
  /** What the journal said last. */
  readonly told: Told | null;
}

export interface Told {
  readonly reason: Reason;
  /** Advice that was given and not taken, in observe mode. */
  readonly advice?: Units;
  readonly disabled?: true;
}

export function newRecord(settings: PlannerSettings): FlowRecord {
  return {
    v: 1,
    planner: startRegulation(settings),
    observedUntil: null,
    attention: UNSEEN,
    inForce: [],
    asked: {},
    disabledSince: null,
    told: null,
  };
}

/** Undefined where the text is none that this version of the handler wrote. */
export function parseRecord(text: string): FlowRecord | undefined {
  try {
    const record = JSON.parse(text) as FlowRecord | null;
    return record?.v === 1 && isWhole(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ planner, attention, inForce, asked }: FlowRecord): boolean {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  const isAttentive = isObject(attention) && [attention.lookAt, attention.pressedUntil].every(Number.isFinite);
  return isObject(planner) && isAttentive && Array.isArray(inForce) && isObject(asked);
}
