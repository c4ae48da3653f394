import type { RegulatedFlow } from '../../lib/contract/regulation';
import { noted } from '../../lib/control/observing/capacity-history';
import type { Capacity } from '../../lib/control/regulation/regulate';
import { withdrawn } from '../../lib/control/regulation/withdrawn';
import { type CapacityReading, type Gauge, unitsOf } from './capacity';
import type { CapacityName, FlowRecord } from './flow-record';

/** A deployment, or somebody at work, may disable a mapping for a while. */
const GRACE_SECONDS = 300;

const DISABLED: readonly string[] = ['Disabled', 'Disabling'];

export function hasDisabledMapping({ disabledSince }: FlowRecord): boolean {
  return disabledSince !== null;
}

export function isLeftDisabled({ disabledSince }: FlowRecord, now: number): boolean {
  return disabledSince !== null && now >= disabledSince + GRACE_SECONDS;
}

/** A flow's record, brought up to what is in force. */
export interface View {
  readonly record: FlowRecord;
  readonly reading: CapacityReading;
  /** What others did to the knobs, or an API did not do. */
  readonly remarks: readonly string[];
  /** It was read just now. */
  readonly fresh: boolean;
}

/** The record with what the APIs say, and what is remarkable about it. */
export function withReading(flow: RegulatedFlow, record: FlowRecord, reading: CapacityReading, now: number): View {
  const { gauges, mapping } = reading;
  const all = Object.entries(gauges) as [CapacityName, Gauge][];
  const missed = all.filter(([, gauge]) => gauge.missed).map(([name]) => name);
  const disabled = DISABLED.includes(mapping?.state ?? '');
  return {
    fresh: true,
    reading,
    record: {
      ...record,
      planner: missed.reduce((planner, name) => withdrawn(planner, commandOf(record, name)), record.planner),
      inForce: noted(record.inForce, unitsOf(gauges), now),
      asked: Object.fromEntries(
        all.flatMap(([name, { target }]) => (target === undefined ? [] : [[name, record.asked[name]]])),
      ),
      disabledSince: disabled ? Math.min(now, record.disabledSince ?? now) : null,
    },
    remarks: all.flatMap(([name, gauge]) => remarkOn(flow, record, name, gauge)),
  };
}

function commandOf({ asked }: FlowRecord, name: CapacityName): Partial<Capacity> {
  return { [name]: asked[name]?.to };
}

/** What is in force is taken as it is, whoever set it. */
function remarkOn(flow: RegulatedFlow, { inForce, asked }: FlowRecord, name: CapacityName, gauge: Gauge): string[] {
  const last = inForce.at(-1)?.capacity[name];
  const expected = asked[name]?.to ?? last;
  if (gauge.target !== undefined || last === undefined || gauge.inForce === expected) return [];
  const what = flow.knobs[name]?.kind ?? name;
  if (gauge.inForce === last) return [`${what} is still ${last}, though ${expected} was asked for`];
  return [`${what} is ${gauge.inForce}, set by others (${expected} was expected)`];
}
