import { seededRandom } from '../random';
import { Demand, Environment, Limiter, SeenCall } from './environment';
import { EventQueue } from './event-queue';
import { SimulatedTarget } from './simulated-target';
import type { TargetModel } from './target-model';

export interface TargetRun {
  readonly model: TargetModel;
  readonly demand: Demand;
  readonly durationMillis: number;
  readonly environments: number;
  /** The limiter of an environment, which may look at the virtual clock. */
  readonly limiterOf: (environment: number, clock: () => number) => Limiter;
  readonly seed: number;
  /** Sees every call that ends. */
  readonly watch: (call: SeenCall, environment: number) => void;
  /** Looks at the calls under way, of all environments, now and then. */
  readonly look?: { readonly everyMillis: number; readonly at: (now: number, underWay: readonly number[]) => void };
}

/** Lets environments call one target, each within its own limits. Pure: the same run gives the same calls. */
export function runTarget(run: TargetRun): void {
  const { model, demand, durationMillis, seed, watch, look } = run;
  const events = new EventQueue();
  const target = new SimulatedTarget(model, events, seededRandom(seed));
  const environments = Array.from({ length: run.environments }, (_, index) => {
    const limiter = run.limiterOf(index, () => events.now);
    const world = {
      events,
      random: seededRandom(seed + 7_919 * (index + 1)),
      watch: (call: SeenCall) => watch(call, index),
    };
    return new Environment(limiter, target, world, demand);
  });
  for (const environment of environments) environment.start();
  const lookAt = ({ everyMillis, at }: NonNullable<TargetRun['look']>): void =>
    events.after(everyMillis, () => {
      at(
        events.now,
        environments.map(({ underWay }) => underWay),
      );
      lookAt({ everyMillis, at });
    });
  if (look) lookAt(look);
  events.runUntil(durationMillis);
}
