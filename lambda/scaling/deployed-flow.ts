import type { Knob, RegulatedFlow, SignalSource } from '../../lib/contract/regulation';
import type { FlowParameter } from './host';

/** A flow as it was deployed, or why it cannot be regulated. */
export type DeployedFlow =
  | { readonly parameter: string; readonly flow: RegulatedFlow }
  | { readonly parameter: string; readonly broken: string };

/** Numbers without which a planner cannot plan. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  workers: ['recordsPerWorkerPerSecond', 'minWorkers', 'maxWorkers'],
  stream: [
    'recordsPerShardPerSecond',
    'recordsPerConsumerPerSecond',
    'minShards',
    'maxShards',
    'maxReshardsPerDay',
    'reshardSeconds',
    'maxParallelizationFactor',
  ],
};

const COMMON = ['lagObjectiveSeconds', 'periodSeconds', 'actuationSeconds'];

/** What each knob's API needs to know. */
const ADDRESSES: Readonly<Record<Knob['kind'], readonly string[]>> = {
  shards: ['streamName'],
  'maximum-concurrency': ['mappingId'],
  'parallelization-factor': ['mappingId'],
  'provisioned-concurrency': ['functionName', 'alias'],
  'warm-throughput': ['streamArn'],
};

/** Flows as their parameters tell them; a broken parameter is no other flow's harm. */
export function deployedFlows(parameters: readonly FlowParameter[]): DeployedFlow[] {
  const owners = new Map<string, string>();
  return parameters.map(({ name, text }) => {
    const parsed = parse(text);
    if (typeof parsed === 'string') return { parameter: name, broken: parsed };
    const owner = owners.get(parsed.flow);
    if (owner !== undefined) return { parameter: name, broken: `flow ${parsed.flow} is that of ${owner}, too` };
    owners.set(parsed.flow, name);
    return { parameter: name, flow: parsed };
  });
}

function parse(text: string): RegulatedFlow | string {
  let flow: RegulatedFlow | null;
  try {
    flow = JSON.parse(text) as RegulatedFlow | null;
  } catch {
    return 'it is no JSON';
  }
  if (typeof flow !== 'object' || flow === null) return 'it is no object';
  if (flow.v !== 1) return `its version is ${JSON.stringify(flow.v)}, and this handler knows version 1`;
  const wrong = [...wrongNames(flow), ...wrongPlanner(flow.planner), ...wrongKnobs(flow), ...wrongSignals(flow)];
  return wrong.length > 0 ? `wrong or missing: ${wrong.join(', ')}` : flow;
}

function wrongNames({ flow, pipeline, mode }: RegulatedFlow): string[] {
  const wrong = [isText(flow) ? '' : 'flow', isText(pipeline) ? '' : 'pipeline'];
  return [...wrong, mode === 'act' || mode === 'observe' ? '' : 'mode'].filter(Boolean);
}

function wrongPlanner(planner: RegulatedFlow['planner'] | undefined): string[] {
  const names = NUMBERS[planner?.kind ?? ''];
  if (!planner || !names) return ['planner.kind'];
  const settings = planner as unknown as Record<string, unknown>;
  return [...COMMON, ...names].filter((name) => !isPositive(settings[name])).map((name) => `planner.${name}`);
}

function wrongKnobs({ planner, knobs }: RegulatedFlow): string[] {
  const names = planner?.kind === 'stream' ? ['shards', 'parallelizationFactor'] : ['workers'];
  return Object.entries(knobs ?? {}).flatMap(([name, knob]) => {
    const address = knob as unknown as Record<string, unknown>;
    const isKnown = names.includes(name) && ADDRESSES[knob.kind]?.every((part) => isText(address[part]));
    return isKnown ? [] : [`knobs.${name}`];
  });
}

function wrongSignals({ signals, planner }: RegulatedFlow): string[] {
  if (!signals) return ['signals'];
  const isUsable = (signal: SignalSource): boolean =>
    isText(signal.namespace) &&
    isText(signal.name) &&
    typeof signal.dimensions === 'object' &&
    isPositive(signal.period) &&
    signal.period <= planner?.periodSeconds;
  return Object.entries(signals).flatMap(([name, signal]) => (isUsable(signal) ? [] : [`signals.${name}`]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
