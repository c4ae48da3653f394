import type { StreamCapacity, WorkersCapacity } from '../../control/regulation/observation';
import type { Capacity } from '../../control/regulation/regulate';
import type { PlannerSettings, StreamSettings } from '../../control/regulation/settings';
import type { Refusal } from '../plant/plant';

const DAY = 24 * 3600;

interface Change {
  readonly knob: string;
  readonly to: number;
  readonly landsAt: number;
}

/** What AWS keeps of a flow: what is in force, what is under way, and the reshards of the last day, by its own clock. */
export class Account {
  private clock = 0;
  private reshards: readonly number[] = [];
  private underway: readonly Change[] = [];

  constructor(
    private readonly settings: PlannerSettings,
    private inForce: Capacity,
  ) {}

  get capacity(): Capacity {
    return this.inForce;
  }

  get pending(): Partial<Capacity> | null {
    if (this.underway.length === 0) return null;
    return Object.fromEntries(this.underway.map(({ knob, to }) => [knob, to]));
  }

  pass(seconds: number): void {
    this.clock += seconds;
    for (const { knob, to } of this.underway.filter(({ landsAt }) => landsAt <= this.clock)) {
      this.inForce = { ...this.inForce, [knob]: to };
    }
    this.underway = this.underway.filter(({ landsAt }) => landsAt > this.clock);
  }

  /** @param landingSeconds how long what is asked for takes */
  ask(wanted: Partial<Capacity>, landingSeconds: number): readonly Refusal[] {
    return Object.entries(wanted).flatMap(([knob, to]) => {
      const refusal = this.refusal(knob, to);
      if (refusal) return [refusal];
      if (knob === 'shards') this.reshards = [...this.reshards, this.clock];
      const others = this.underway.filter((change) => change.knob !== knob);
      this.underway = [...others, { knob, to, landsAt: this.clock + landingSeconds }];
      return [];
    });
  }

  private refusal(knob: string, to: number): Refusal | undefined {
    if (!Number.isInteger(to)) return 'not-an-integer';
    const [least, most] = this.limits(knob);
    if (to < least || to > most) return 'out-of-limits';
    // A fleet takes a new level whenever it is told one; AWS's own resources do not.
    if (knob !== 'workers' && this.underway.some((change) => change.knob === knob)) return 'change-in-flight';
    return knob === 'shards' ? this.reshardRefusal(to, this.settings as StreamSettings) : undefined;
  }

  private reshardRefusal(to: number, { maxReshardsPerDay }: StreamSettings): Refusal | undefined {
    const { shards } = this.inForce as StreamCapacity;
    if (to > 2 * shards) return 'more-than-double';
    if (to < shards / 2) return 'less-than-half';
    const lately = this.reshards.filter((at) => at > this.clock - DAY).length;
    return lately >= maxReshardsPerDay ? 'daily-quota' : undefined;
  }

  private limits(knob: string): readonly [number, number] {
    if (this.settings.kind === 'workers') return [this.settings.minWorkers, this.settings.maxWorkers];
    const { minShards, maxShards, minParallelizationFactor = 1, maxParallelizationFactor } = this.settings;
    return knob === 'shards' ? [minShards, maxShards] : [minParallelizationFactor, maxParallelizationFactor];
  }

  /** Somebody else asks for it; what AWS refuses does not happen. */
  meddle(units: number, landingSeconds: number): void {
    const capacity = this.inForce as Partial<WorkersCapacity>;
    this.ask('workers' in capacity ? { workers: units } : { shards: units }, landingSeconds);
  }
}
