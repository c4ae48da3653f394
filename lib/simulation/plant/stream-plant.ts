import type { StreamCapacity } from '../../control/regulation/observation';
import type { StreamSettings } from '../../control/regulation/settings';
import type { Random } from '../random';
import { Backlog } from './backlog';
import type { Plant, Refusal, Step } from './plant';
import type { Situation } from './situation';
import { UnitRates } from './unit-rates';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What a consumer costs beside a shard. */
const CONSUMER_COST = 0.1;

interface Landing {
  readonly at: number;
  readonly value: number;
}

/**
 * A stream and the mapping that reads it. A shard accepts so many records a second: what is above waits at the producers.
 * It is read by `parallelizationFactor` consumers at a time. All records are one line, first in, first out.
 */
export class StreamPlant implements Plant<StreamCapacity> {
  private readonly accepted: Backlog;
  private readonly rates: UnitRates;
  private readonly reshards: number[] = [];
  private atProducers = 0;
  private now = 0;
  private pausedUntil = 0;
  private inForce: StreamCapacity;
  private reshard: Landing | null = null;
  private refactor: Landing | null = null;

  constructor(
    private readonly settings: StreamSettings,
    private readonly situation: Situation,
    run: { readonly seconds: number; readonly capacity: StreamCapacity; readonly random: Random },
  ) {
    this.accepted = new Backlog(run.seconds);
    this.rates = new UnitRates(run.random);
    this.inForce = run.capacity;
  }

  get capacity(): StreamCapacity {
    return this.inForce;
  }

  get pending(): Partial<StreamCapacity> | null {
    if (!this.reshard && !this.refactor) return null;
    return {
      ...(this.reshard && { shards: this.reshard.value }),
      ...(this.refactor && { parallelizationFactor: this.refactor.value }),
    };
  }

  get backlog(): number {
    return this.accepted.records;
  }

  get oldestAgeSeconds(): number {
    return this.accepted.ageSeconds;
  }

  get costOfSecond(): number {
    return (this.inForce.shards + CONSUMER_COST * this.consumers) / HOUR;
  }

  get nominalRate(): number {
    return this.consumers * this.settings.recordsPerConsumerPerSecond;
  }

  private get consumers(): number {
    return this.inForce.shards * this.inForce.parallelizationFactor;
  }

  step(arrivals: number): Step {
    this.land();
    const { slowdown, hotShard } = this.situation;
    const pace = slowdown && this.now >= slowdown.atSecond ? slowdown.factor : 1;
    const paused = this.now < this.pausedUntil;
    this.now += 1;
    this.accepted.arrive(arrivals);
    this.atProducers += arrivals;
    const fit = (this.inForce.shards * this.settings.recordsPerShardPerSecond) / hotShard;
    const throttled = Math.max(0, this.atProducers - fit);
    this.atProducers = throttled;
    const working = paused ? 0 : this.rates.effective(this.consumers);
    const able = (working * this.settings.recordsPerConsumerPerSecond * pace) / hotShard;
    const readable = this.accepted.records - this.atProducers;
    return { processed: this.accepted.process(Math.min(able, readable)), throttled, able };
  }

  command(wanted: Partial<StreamCapacity>): readonly Refusal[] {
    return [this.reshardTo(wanted.shards), this.refactorTo(wanted.parallelizationFactor)].filter(
      (refusal) => refusal !== undefined,
    );
  }

  private land(): void {
    if (this.reshard && this.reshard.at <= this.now) {
      this.inForce = { ...this.inForce, shards: this.reshard.value };
      this.reshard = null;
    }
    if (this.refactor && this.refactor.at <= this.now) {
      this.inForce = { ...this.inForce, parallelizationFactor: this.refactor.value };
      this.refactor = null;
      this.pausedUntil = this.now + this.situation.pauseSeconds;
    }
  }

  private reshardTo(shards: number | undefined): Refusal | undefined {
    const present = this.inForce.shards;
    if (shards === undefined || shards === (this.reshard?.value ?? present)) return undefined;
    const refusal = this.whyNotReshard(shards);
    if (refusal) return refusal;
    this.reshards.push(this.now);
    this.reshard = { at: this.now + this.situation.reshardSeconds, value: shards };
    return undefined;
  }

  private whyNotReshard(shards: number): Refusal | undefined {
    const { minShards, maxShards, maxReshardsPerDay } = this.settings;
    if (!Number.isInteger(shards)) return 'not-an-integer';
    if (shards < minShards || shards > maxShards) return 'out-of-limits';
    if (this.reshard) return 'change-in-flight';
    if (shards > 2 * this.inForce.shards) return 'more-than-double';
    if (shards < this.inForce.shards / 2) return 'less-than-half';
    const lately = this.reshards.filter((at) => at > this.now - DAY).length;
    return lately >= maxReshardsPerDay ? 'daily-quota' : undefined;
  }

  private refactorTo(factor: number | undefined): Refusal | undefined {
    const present = this.inForce.parallelizationFactor;
    if (factor === undefined || factor === (this.refactor?.value ?? present)) return undefined;
    if (!Number.isInteger(factor)) return 'not-an-integer';
    if (factor < 1 || factor > this.settings.maxParallelizationFactor) return 'out-of-limits';
    if (this.refactor) return 'change-in-flight';
    this.refactor = { at: this.now + this.situation.actuationSeconds, value: factor };
    return undefined;
  }
}
