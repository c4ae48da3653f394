import { type Gap, isGap, type Observation } from '../../lib/control/regulation/observation';
import { type Capacity, regulate, type RegulationState, startRegulation } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { type ExitCode, UsageError } from './cli-error';
import type { Terminal } from './host';
import { readRegulationSettings } from './regulation-settings';

/** The capacities that an observation must tell. */
const CAPACITIES = { workers: ['workers'], stream: ['shards', 'parallelizationFactor'] } as const;

/**
 * Settings in the first line, then one observation a line; one line out for each observation. Time is what the observations
 * say: a day can be decided in a second.
 */
export async function decide(host: { readonly terminal: Terminal; input(): AsyncIterable<string> }): Promise<ExitCode> {
  let settings: PlannerSettings | undefined;
  let state: RegulationState | undefined;
  for await (const line of host.input()) {
    if (line.trim() === '') continue;
    if (!settings || !state) {
      settings = readRegulationSettings(line);
      state = startRegulation(settings);
      continue;
    }
    const seen = readObservation(line, settings);
    if (typeof seen === 'string') {
      host.terminal.out(JSON.stringify({ reason: `blind: ${seen}` }));
      continue;
    }
    const planned = regulate(state, seen, settings, seen.time);
    state = planned.state;
    const { command, reason, detail } = planned.decision;
    host.terminal.out(JSON.stringify({ ...command, reason: `${reason}: ${detail}` }));
  }
  if (!settings) throw new UsageError('SETTINGS_MISSING', 'no line came in; allowed: settings, then observations');
  return 0;
}

/** An observation, or why the line is none: a line that cannot be read changes nothing. */
function readObservation(line: string, { kind }: PlannerSettings): Observation<Capacity> | Gap | string {
  const seen = parsed(line) as Observation<Record<string, unknown>> | Gap | null | undefined;
  if (typeof seen !== 'object' || seen === null) return 'the line is no JSON object';
  if (typeof seen.time !== 'number') return `time must be a number of seconds, got ${JSON.stringify(seen.time)}`;
  if (isGap(seen)) return seen;
  const unknown = CAPACITIES[kind].find((name) => typeof seen.capacity?.[name] !== 'number');
  return unknown ? `capacity.${unknown} is not known` : (seen as unknown as Observation<Capacity>);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
