import type { RegulatedFlow } from '../../../lib/contract/regulation';
import type { StreamSettings } from '../../../lib/control/regulation/settings';
import { BASE } from '../../../lib/simulation/plant/situation';
import { StreamPlant } from '../../../lib/simulation/plant/stream-plant';
import { seededRandom } from '../../../lib/simulation/random';
import type { FakeAws } from './fake-aws';
import { publishMinute } from './minutes';

/** A stream with its mapping and the metrics that AWS would publish; what the plant refuses, its API does. */
export class StreamWorld {
  /** Age of the oldest record, at the end of each minute. */
  public readonly ages: number[] = [];
  public readonly refused: string[] = [];
  readonly #plant: StreamPlant;
  #second = 0;

  constructor(
    private readonly aws: FakeAws,
    private readonly flow: RegulatedFlow,
    private readonly load: { readonly minutes: number; readonly arrivals: (second: number) => number },
  ) {
    this.#plant = new StreamPlant(flow.planner as StreamSettings, BASE, {
      seconds: load.minutes * 60,
      capacity: { shards: 2, parallelizationFactor: 2 },
      random: seededRandom(1),
    });
    aws.obey = ({ kind }, value) => {
      const name = kind === 'shards' ? 'shards' : 'parallelizationFactor';
      const [refusal] = this.#plant.command({ [name]: value });
      this.#show();
      if (refusal) throw new Error(this.refused[this.refused.push(refusal) - 1]);
    };
    this.#show();
  }

  public get shards(): number {
    return this.#plant.capacity.shards;
  }

  /** One minute passes; its figures are published at its end. */
  public minute(): void {
    const done = { arrivals: 0, busyMillis: 0, throttles: 0 };
    for (let i = 0; i < 60; i++) {
      const arrivals = this.load.arrivals(this.#second++);
      const { processed, throttled, able } = this.#plant.step(arrivals);
      const { shards, parallelizationFactor } = this.#plant.capacity;
      done.arrivals += arrivals;
      done.busyMillis += able > 0 ? (processed / able) * shards * parallelizationFactor * 1_000 : 0;
      done.throttles += throttled;
    }
    publishMinute(this.aws, this.flow, { ...done, oldestAgeSeconds: this.#plant.oldestAgeSeconds * 1_000, errors: 0 });
    this.ages.push(this.#plant.oldestAgeSeconds);
    this.#show();
  }

  /** What the APIs tell. */
  #show(): void {
    const { capacity, pending } = this.#plant;
    const status = pending?.shards === undefined ? 'ACTIVE' : 'UPDATING';
    this.aws.streams.set(this.flow.streamName!, { status, openShards: capacity.shards });
    const factor = pending?.parallelizationFactor;
    const state = factor === undefined ? 'Enabled' : 'Updating';
    const parallelizationFactor = factor ?? capacity.parallelizationFactor;
    this.aws.mappings.set(this.flow.mappingId!, { state, parallelizationFactor });
  }
}
