import type { WorkersCapacity } from '../../control/regulation/observation';
import type { WorkersSettings } from '../../control/regulation/settings';
import type { Random } from '../random';
import { Backlog } from './backlog';
import type { Plant, Refusal, Step } from './plant';
import type { Situation } from './situation';
import { UnitRates } from './unit-rates';

const HOUR = 3600;

/** Workers that share one queue. They arrive some time after the command, and leave at once. */
export class WorkersPlant implements Plant<WorkersCapacity> {
  private readonly waiting: Backlog;
  private readonly rates: UnitRates;
  private now = 0;
  private workers: number;
  /** Levels commanded and not reached yet, rising. */
  private landings: readonly { readonly at: number; readonly workers: number }[] = [];

  constructor(
    private readonly settings: WorkersSettings,
    private readonly situation: Situation,
    run: { readonly seconds: number; readonly workers: number; readonly random: Random },
  ) {
    this.waiting = new Backlog(run.seconds);
    this.rates = new UnitRates(run.random);
    this.workers = run.workers;
  }

  get capacity(): WorkersCapacity {
    return { workers: this.workers };
  }

  get pending(): Partial<WorkersCapacity> | null {
    return this.landings.length === 0 ? null : { workers: this.commanded };
  }

  get backlog(): number {
    return this.waiting.records;
  }

  get oldestAgeSeconds(): number {
    return this.waiting.ageSeconds;
  }

  get costOfSecond(): number {
    return this.workers / HOUR;
  }

  get nominalRate(): number {
    return this.workers * this.settings.recordsPerWorkerPerSecond;
  }

  step(arrivals: number): Step {
    for (const { at, workers } of this.landings) if (at <= this.now) this.workers = workers;
    this.landings = this.landings.filter(({ at }) => at > this.now);
    const { slowdown } = this.situation;
    const pace = slowdown && this.now >= slowdown.atSecond ? slowdown.factor : 1;
    this.now += 1;
    this.waiting.arrive(arrivals);
    const able = this.rates.effective(this.workers) * this.settings.recordsPerWorkerPerSecond * pace;
    return { processed: this.waiting.process(able), throttled: 0, able };
  }

  command({ workers }: Partial<WorkersCapacity>): readonly Refusal[] {
    if (workers === undefined || workers === this.commanded) return [];
    const { minWorkers, maxWorkers } = this.settings;
    if (!Number.isInteger(workers)) return ['not-an-integer'];
    if (workers < minWorkers || workers > maxWorkers) return ['out-of-limits'];
    this.workers = Math.min(this.workers, workers);
    // Those on their way keep their time of arrival, as far as they are still wanted.
    this.landings = this.landings
      .map((landing) => ({ ...landing, workers: Math.min(landing.workers, workers) }))
      .filter((landing) => landing.workers > this.workers);
    if (workers > this.commanded) {
      this.landings = [...this.landings, { at: this.now + this.situation.actuationSeconds, workers }];
    }
    return [];
  }

  private get commanded(): number {
    return this.landings.at(-1)?.workers ?? this.workers;
  }
}
