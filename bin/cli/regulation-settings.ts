import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { UsageError } from './cli-error';

interface Rule {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  /** Where it is left out; needed where this is absent. */
  readonly default?: number;
}

const COMMON: Readonly<Record<string, Rule>> = {
  lagObjectiveSeconds: { least: 1, most: 86_400 },
  periodSeconds: { least: 1, most: 3_600 },
  actuationSeconds: { least: 0, most: 3_600 },
};

/** The limits are those of AWS where it has one. */
const RULES: Readonly<Record<PlannerSettings['kind'], Readonly<Record<string, Rule>>>> = {
  workers: {
    ...COMMON,
    recordsPerWorkerPerSecond: { least: 1e-6, most: 1e9 },
    minWorkers: { least: 1, most: 1e6, whole: true },
    maxWorkers: { least: 1, most: 1e6, whole: true },
  },
  stream: {
    ...COMMON,
    recordsPerShardPerSecond: { least: 1e-6, most: 1e9, default: 1_000 },
    recordsPerConsumerPerSecond: { least: 1e-6, most: 1e9 },
    minShards: { least: 1, most: 10_000, whole: true },
    maxShards: { least: 1, most: 10_000, whole: true },
    maxReshardsPerDay: { least: 0, most: 10, whole: true, default: 10 },
    reshardSeconds: { least: 0, most: 3_600, default: 60 },
    minParallelizationFactor: { least: 1, most: 10, whole: true, default: 1 },
    maxParallelizationFactor: { least: 1, most: 10, whole: true, default: 10 },
  },
};

const LIMITS = [
  ['minWorkers', 'maxWorkers'],
  ['minShards', 'maxShards'],
  ['minParallelizationFactor', 'maxParallelizationFactor'],
] as const;

/** Settings of a planner from a line of JSON; fields that no planner knows are left alone. */
export function readRegulationSettings(line: string): PlannerSettings {
  const given = parseObject(line);
  const { kind } = given;
  if (kind !== 'workers' && kind !== 'stream') {
    throw invalid(`kind must be "workers" or "stream", got ${JSON.stringify(kind)}`);
  }
  const settings: Record<string, number> = {};
  for (const [name, rule] of Object.entries(RULES[kind])) settings[name] = readNumber(name, given[name], rule);
  for (const [least, most] of LIMITS) {
    if (settings[least] > settings[most]) {
      throw invalid(`${least} must not be above ${most}, got ${settings[least]} and ${settings[most]}`);
    }
  }
  return { kind, ...settings } as unknown as PlannerSettings;
}

function readNumber(name: string, value: unknown, rule: Rule): number {
  if (value === undefined && rule.default !== undefined) return rule.default;
  const { least, most, whole } = rule;
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw invalid(
    `${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, got ${JSON.stringify(value)}`,
  );
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, like any other line that holds no settings.
  }
  throw invalid(`the first line must be a JSON object, got ${line.slice(0, 80)}`);
}

function invalid(what: string): UsageError {
  return new UsageError('SETTINGS_INVALID', what, ['docs/cli.md#decide shows the settings']);
}
