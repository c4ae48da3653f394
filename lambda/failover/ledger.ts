import { METRIC, MetricName, NAMESPACE, PIPELINE_DIMENSION } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import { eventTime, NativeRecord } from './records';

/** EMF holds at most 100 values of a metric in one document. */
const MAX_SAMPLES = 100;

/** Outcomes of one invocation, in records. What does not balance was lost here, and must not be acknowledged. */
export class Ledger {
  public delivered = 0;
  public diverted = 0;
  public spilled = 0;
  public quarantined = 0;
  public returned = 0;
  readonly #latencies: number[] = [];

  constructor(public readonly received: number) {}

  /** The whole batch comes again, whatever became of it this time. */
  public returnAll(): void {
    this.delivered = this.diverted = this.spilled = this.quarantined = 0;
    this.returned = this.received;
  }

  public get leaked(): number {
    return this.received - this.delivered - this.diverted - this.spilled - this.quarantined - this.returned;
  }

  /** Book records that a target accepted, and how long they took; evenly spaced samples stand for many. */
  public commit(outcome: 'delivered' | 'diverted', records: readonly NativeRecord[], now: number): void {
    this[outcome] += records.length;
    const stride = Math.ceil(records.length / MAX_SAMPLES);
    for (let i = 0; i < records.length && this.#latencies.length < MAX_SAMPLES; i += stride) {
      this.#latencies.push(Math.max(0, now - eventTime(records[i], now)));
    }
  }

  /** The metrics of the invocation. */
  public values(gauges: MetricValues): MetricValues {
    const { received, delivered, diverted, spilled, quarantined, returned, leaked } = this;
    return {
      [METRIC.received]: received,
      [METRIC.delivered]: delivered,
      [METRIC.diverted]: diverted,
      [METRIC.spilled]: spilled,
      [METRIC.quarantined]: quarantined,
      [METRIC.returned]: returned,
      [METRIC.leaked]: leaked,
      // Spread last: engines build a literal that begins with a spread some twenty times slower.
      ...gauges,
      ...(this.#latencies.length > 0 && { [METRIC.latency]: this.#latencies }),
    };
  }
}

export type MetricValues = Partial<Record<MetricName, number | number[]>>;

/** CloudWatch embedded metric format: a log line that becomes metrics without an API call. */
export function emf(settings: HandlerSettings, now: number, values: MetricValues): object {
  const metrics = Object.keys(values).map((Name) => ({
    Name,
    Unit: Name === METRIC.latency ? 'Milliseconds' : 'Count',
    ...(settings.highResolutionMetrics && { StorageResolution: 1 }),
  }));
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [[PIPELINE_DIMENSION]], Metrics: metrics }],
    },
    [PIPELINE_DIMENSION]: settings.pipeline,
    ...values,
  };
}
