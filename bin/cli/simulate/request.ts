import { CONTROLLER_NAMES, type ControllerName } from '../../../lib/simulation/controller/controllers';
import type { OptionValues } from '../arguments';
import { UsageError } from '../cli-error';
import { parseDuration, parseWholeNumber } from '../values';

export const KINDS = ['workers', 'stream'] as const;
export const VARIANTS = ['base', 'fresh', 'slow', 'shift', 'outage', 'hot', 'pause'] as const;

/** What is to be simulated, as the command line says it. */
export interface SimulationRequest {
  readonly kind: (typeof KINDS)[number];
  readonly ratePerUnit: number;
  readonly min: number;
  /** Undefined for what suits the trace. */
  readonly max?: number;
  readonly lagObjectiveSeconds: number;
  readonly variant: (typeof VARIANTS)[number];
  readonly seed: number;
  readonly controllers: readonly ControllerName[];
  readonly scale: number;
  readonly burstGroup: number;
  /** Undefined for the whole trace. */
  readonly seconds?: number;
  readonly out?: string;
  /** Leaves the optimum out. */
  readonly fast: boolean;
}

/** The longest run: what a second each of it takes has to fit into memory. */
export const MOST_SECONDS = 31 * 86_400;

const MOST_UNITS = 10_000;

export function readRequest(options: OptionValues): SimulationRequest {
  const text = (name: string): string | undefined => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const whole = (name: string, least: number, most: number, otherwise?: string): number | undefined => {
    const given = text(name) ?? otherwise;
    return given === undefined ? undefined : parseWholeNumber(`--${name}`, given, least, most);
  };
  const [min = 1, max] = [whole('min', 1, MOST_UNITS, '1'), whole('max', 1, MOST_UNITS)];
  if (max !== undefined && min > max) {
    throw new UsageError('LIMITS_INVALID', `--min is ${min} and --max is ${max}; allowed: --min up to --max`);
  }
  const seconds = text('seconds');
  return {
    kind: oneOf('--kind', text('kind') ?? 'workers', KINDS),
    ratePerUnit: readRate(text('rate-per-unit')),
    min,
    max,
    lagObjectiveSeconds: secondsOf('--lag-objective', text('lag-objective') ?? '60', 86_400),
    variant: oneOf('--variant', text('variant') ?? 'base', VARIANTS),
    seed: whole('seed', 0, 1e9, '1') ?? 1,
    controllers: readControllers(text('controllers')),
    scale: positive('--scale', text('scale') ?? '1'),
    burstGroup: positive('--burst-group', text('burst-group') ?? '1'),
    seconds: seconds === undefined ? undefined : secondsOf('--seconds', seconds, MOST_SECONDS),
    out: text('out'),
    fast: options.fast === true,
  };
}

function readRate(given: string | undefined): number {
  if (given !== undefined) return positive('--rate-per-unit', given);
  throw new UsageError(
    'OPTION_MISSING',
    'sluice simulate needs --rate-per-unit: the records a second that one worker, or one consumer of a shard, works off',
    ['sluice simulate TRACE --rate-per-unit 400'],
  );
}

function readControllers(given: string | undefined): readonly ControllerName[] {
  if (given === undefined) return CONTROLLER_NAMES;
  const names = given.split(',').map((name) => oneOf('--controllers', name.trim(), CONTROLLER_NAMES));
  return [...new Set(names)];
}

function oneOf<Name extends string>(option: string, text: string, allowed: readonly Name[]): Name {
  const found = allowed.find((name) => name === text);
  if (found) return found;
  throw new UsageError('OPTION_INVALID', `${option} is '${text}'; allowed: ${allowed.join(', ')}`);
}

function positive(option: string, text: string): number {
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value >= 1e-6 && value <= 1e9) return value;
  throw new UsageError('NUMBER_INVALID', `${option} is '${text}'; allowed: a number from 0.000001 to 1000000000`);
}

/** A number of seconds, or a duration with its unit. */
function secondsOf(option: string, text: string, most: number): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.round(parseDuration(option, text) / 1_000);
  if (seconds >= 1 && seconds <= most) return seconds;
  throw new UsageError('DURATION_INVALID', `${option} is '${text}'; allowed: 1 to ${most} seconds, or as 90s, 5m, 24h`);
}
