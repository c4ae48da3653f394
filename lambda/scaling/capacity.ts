import type { Knob, RegulatedFlow } from '../../lib/contract/regulation';
import type { Asked, CapacityName, FlowRecord, Units } from './flow-record';
import type { Mapping } from './host';
import type { Readings } from './reading-budget';

/** A queue's mapping without `MaximumConcurrency` grows to so many concurrent batches. */
export const UNLIMITED_CONCURRENCY = 1_250;

/** A change that was asked for must show in the API within so long. */
const SHOWS_WITHIN_SECONDS = 120;

/** What an API tells of one knob. */
interface Reading {
  /** As it is set; what is in force may still be another. */
  readonly set: number;
  readonly inForce?: number;
  /** A change is under way. */
  readonly changing: boolean;
  /** The API would take a value now. */
  readonly open: boolean;
}

/** One number of the capacity, and what is known of it. */
export interface Gauge {
  readonly inForce: number;
  /** What is to be in force soon. */
  readonly target?: number;
  readonly open: boolean;
  /** What was asked for came to nothing. */
  readonly missed?: true;
}

export interface CapacityReading {
  readonly gauges: Readonly<Partial<Record<CapacityName, Gauge>>>;
  readonly mapping?: Mapping;
}

const NAMES = { workers: ['workers'], stream: ['shards', 'parallelizationFactor'] } as const;

/** Reads what is in force for a flow. Throws where an API does not tell. */
export async function readCapacity(
  host: Readings['host'],
  flow: RegulatedFlow,
  record: FlowRecord,
  now: number,
): Promise<CapacityReading> {
  const last = record.inForce.at(-1)?.capacity;
  const gauge = async (name: CapacityName): Promise<readonly [CapacityName, Gauge]> => {
    const reading = await read(host, flow, name);
    return [name, gaugeOf(reading, last?.[name], record.asked[name], now)];
  };
  const [mapping, ...gauges] = await Promise.all([
    flow.mappingId === undefined ? undefined : host.mapping(flow.mappingId),
    ...NAMES[flow.planner.kind].map(gauge),
  ]);
  return { gauges: Object.fromEntries(gauges), mapping };
}

/** What was in force when it was read last: enough for a glance, and not to set anything by. */
export function lastCapacity({ inForce, asked }: FlowRecord): CapacityReading {
  const last = Object.entries(inForce.at(-1)?.capacity ?? {}) as [CapacityName, number][];
  const gauges = last.map(([name, units]) => [name, { inForce: units, target: asked[name]?.to, open: false }] as const);
  return { gauges: Object.fromEntries(gauges) };
}

async function read(host: Readings['host'], flow: RegulatedFlow, name: CapacityName): Promise<Reading> {
  const knob = flow.knobs[name];
  if (knob) return readKnob(host, knob);
  if (name === 'shards' && flow.streamName !== undefined) {
    return readKnob(host, { kind: 'shards', streamName: flow.streamName });
  }
  if (name === 'shards' || flow.mappingId === undefined) return { set: 1, changing: false, open: false };
  const kind = name === 'workers' ? 'maximum-concurrency' : 'parallelization-factor';
  return readKnob(host, { kind, mappingId: flow.mappingId });
}

async function readKnob(host: Readings['host'], knob: Knob): Promise<Reading> {
  switch (knob.kind) {
    case 'shards': {
      const { openShards, status } = await host.stream(knob.streamName);
      return { set: openShards, changing: status === 'UPDATING', open: status === 'ACTIVE' };
    }
    case 'warm-throughput': {
      const { status, warm = { current: 0, target: 0 } } = await host.stream(knob.streamArn);
      const changing = status === 'UPDATING' || warm.current !== warm.target;
      return { set: warm.target, inForce: warm.current, changing, open: status === 'ACTIVE' };
    }
    case 'provisioned-concurrency': {
      const { allocated, requested, status } = await host.provisioned(knob.functionName, knob.alias);
      const changing = status === 'IN_PROGRESS';
      return { set: requested, inForce: allocated, changing, open: !changing };
    }
    case 'maximum-concurrency':
      return ofMapping(await host.mapping(knob.mappingId), 'maximumConcurrency', UNLIMITED_CONCURRENCY);
    case 'parallelization-factor':
      return ofMapping(await host.mapping(knob.mappingId), 'parallelizationFactor', 1);
  }
}

function ofMapping(mapping: Mapping, name: 'maximumConcurrency' | 'parallelizationFactor', otherwise: number): Reading {
  const changing = mapping.state === 'Updating';
  return { set: mapping[name] ?? otherwise, changing, open: mapping.state === 'Enabled' };
}

/** What is in force is what the API says; while it changes, what was before. */
function gaugeOf(reading: Reading, last: number | undefined, asked: Asked | undefined, now: number): Gauge {
  const { set, changing, open } = reading;
  if (changing) {
    const inForce = reading.inForce ?? last ?? set;
    return { inForce, target: asked?.to ?? set, open };
  }
  const inForce = reading.inForce ?? set;
  if (!asked || asked.to === set) return { inForce, open };
  // An API that answers from a copy may not know of the change yet.
  if (now < asked.at + SHOWS_WITHIN_SECONDS && set === asked.from) return { inForce, target: asked.to, open };
  return { inForce, open, missed: true };
}

export function unitsOf(gauges: CapacityReading['gauges']): Units {
  return Object.fromEntries(Object.entries(gauges).map(([name, gauge]) => [name, gauge.inForce]));
}
