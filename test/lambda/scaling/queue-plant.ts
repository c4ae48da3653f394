import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { Backlog } from '../../../lib/simulation/plant/backlog';
import type { FakeAws } from './fake-aws';
import { publishMinute } from './minutes';

/** Until a mapping has taken a new setting. */
const UPDATE_SECONDS = 60;

/** A queue and the function that works it off, in steps of a second, with the metrics that AWS would publish. */
export class QueuePlant {
  /** Age of the oldest message, at the end of each minute. */
  public readonly ages: number[] = [];
  /** Concurrency in force, at the end of each minute. */
  public readonly concurrency: number[] = [];
  #landing: { readonly at: number; readonly value: number } | undefined;
  #second = 0;
  readonly #backlog: Backlog;

  constructor(
    private readonly aws: FakeAws,
    private readonly flow: RegulatedFlow,
    private readonly load: { readonly minutes: number; readonly arrivals: (second: number) => number },
    private workers = 2,
  ) {
    this.#backlog = new Backlog(load.minutes * 60);
    this.#setMapping('Enabled', workers);
    aws.obey = (_, value) => {
      this.#landing = { at: this.#second + UPDATE_SECONDS, value };
      this.#setMapping('Updating', value);
    };
  }

  /** One minute passes; its figures are published at its end. */
  public minute(): void {
    const done = { arrivals: 0, processed: 0, busyMillis: 0 };
    for (let i = 0; i < 60; i++) {
      this.#land();
      const arrivals = this.load.arrivals(this.#second++);
      this.#backlog.arrive(arrivals);
      const rate = this.flow.planner.kind === 'workers' ? this.flow.planner.recordsPerWorkerPerSecond : 0;
      const processed = this.#backlog.process(this.workers * rate);
      done.arrivals += arrivals;
      done.processed += processed;
      done.busyMillis += (processed / rate) * 1_000;
    }
    const oldestAgeSeconds = this.#backlog.ageSeconds;
    publishMinute(this.aws, this.flow, { ...done, oldestAgeSeconds, errors: 0, throttles: 0 });
    this.aws.waiting.set(this.flow.queueUrl!, Math.round(this.#backlog.records));
    this.ages.push(oldestAgeSeconds);
    this.concurrency.push(this.workers);
  }

  #land(): void {
    if (!this.#landing || this.#second < this.#landing.at) return;
    this.workers = this.#landing.value;
    this.#landing = undefined;
    this.#setMapping('Enabled', this.workers);
  }

  #setMapping(state: string, maximumConcurrency: number): void {
    this.aws.mappings.set(this.flow.mappingId!, { state, maximumConcurrency });
  }
}
