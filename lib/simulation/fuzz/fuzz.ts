import { type Capacity, regulate, startRegulation } from '../../control/regulation/regulate';
import type { PlannerSettings } from '../../control/regulation/settings';
import type { Refusal } from '../plant/plant';
import { type Random, seededRandom } from '../random';
import { Account } from './account';
import { fuzzedObservation } from './observations';

export interface FuzzCount {
  readonly sequences: number;
  readonly observations: number;
  readonly commands: number;
  /** What AWS would have refused, or the limits, with the seed of the sequence. */
  readonly refused: readonly Refused[];
  /**
   * Of the daily quota alone, where somebody else resharded the same stream: what took place between two observations, or
   * before the first, can be seen nowhere.
   */
  readonly spentByOthers: readonly Refused[];
}

export interface Refused {
  readonly seed: number;
  readonly refusal: Refusal;
}

/** Most sequences are short: much can go wrong at the start. Some last for days. */
const SHORT = 30;
const LONG = 600;
const SHARE_LONG = 0.02;

/** Shows the regulator random sequences of observations, each by a seed of its own, and asks AWS for what it commands. */
export function fuzz(sequences: number, firstSeed: number): FuzzCount {
  const refused: Refused[] = [];
  const spentByOthers: Refused[] = [];
  let observations = 0;
  let commands = 0;
  for (let seed = firstSeed; seed < firstSeed + sequences; seed += 1) {
    const one = sequence(seededRandom(seed));
    observations += one.observations;
    commands += one.commands;
    for (const refusal of one.refused) {
      (one.meddled && refusal === 'daily-quota' ? spentByOthers : refused).push({ seed, refusal });
    }
  }
  return { sequences, observations, commands, refused, spentByOthers };
}

interface Sequence {
  readonly observations: number;
  readonly commands: number;
  readonly refused: readonly Refusal[];
  /** Somebody else changed what is in force. */
  readonly meddled: boolean;
}

function sequence(random: Random): Sequence {
  const settings = settingsOf(random);
  const account = new Account(settings, capacityOf(settings, random));
  const observations = 1 + Math.floor(random.next() * (random.next() < SHARE_LONG ? LONG : SHORT));
  const refused: Refusal[] = [];
  let state = startRegulation(settings);
  let commands = 0;
  let meddled = false;
  let clock = 1_700_000_000;
  for (let count = 0; count < observations; count += 1) {
    const seconds = settings.periodSeconds * (random.next() < 0.05 ? Math.ceil(random.next() * 200) : 1);
    clock += seconds;
    account.pass(seconds);
    if (random.next() < 0.01) {
      meddled = true;
      account.meddle(between(1, 30, random), 60);
    }
    const { seen, now } = fuzzedObservation(account, clock, random);
    const planned = regulate(state, seen, settings, now);
    state = planned.state;
    const { command } = planned.decision;
    if (!command) continue;
    commands += 1;
    refused.push(...account.ask(command, random.next() * 300));
  }
  return { observations, commands, refused, meddled };
}

function settingsOf(random: Random): PlannerSettings {
  const least = between(1, 5, random);
  const common = {
    lagObjectiveSeconds: between(5, 600, random),
    periodSeconds: [10, 60, 300][between(0, 2, random)],
    actuationSeconds: between(0, 300, random),
  };
  if (random.next() < 0.5) {
    const recordsPerWorkerPerSecond = 10 ** (4 * random.next());
    const maxWorkers = least + between(0, 200, random);
    return { kind: 'workers', ...common, recordsPerWorkerPerSecond, minWorkers: least, maxWorkers };
  }
  return {
    kind: 'stream',
    ...common,
    recordsPerShardPerSecond: 1000,
    recordsPerConsumerPerSecond: 10 ** (3 * random.next()),
    minShards: least,
    maxShards: least + between(0, 60, random),
    maxReshardsPerDay: between(0, 10, random),
    reshardSeconds: between(10, 300, random),
    maxParallelizationFactor: between(1, 10, random),
  };
}

/** Within the limits: what lies outside them can take more than one step to bring back. */
function capacityOf(settings: PlannerSettings, random: Random): Capacity {
  if (settings.kind === 'workers') return { workers: between(settings.minWorkers, settings.maxWorkers, random) };
  return {
    shards: between(settings.minShards, settings.maxShards, random),
    parallelizationFactor: between(1, settings.maxParallelizationFactor, random),
  };
}

function between(least: number, most: number, random: Random): number {
  return least + Math.floor(random.next() * (most - least + 1));
}
