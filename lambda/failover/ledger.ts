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

  /** Book records that a target accepted, and how long they took: evenly spaced samples, where the batch is large. */
  public commit(outcome: 'delivered' | 'diverted', records: readonly NativeRecord[], now: number): void {
    const latencies = this.#latencies;
    const stride = Math.max(1, Math.ceil(this.received / MAX_SAMPLES));
    const before = this.delivered + this.diverted;
    for (let i = latencies.length * stride - before; i < records.length; i += stride) {
      latencies.push(Math.max(0, now - eventTime(records[i], now)));
    }
    this[outcome] += records.length;
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
export function emf(settings: HandlerSettings, now: number, values: MetricValues): string {
  const definitions = definitionsOf(Object.keys(values), settings.highResolutionMetrics);
  const members = JSON.stringify({ [PIPELINE_DIMENSION]: settings.pipeline, ...values }).slice(1);
  return `{"_aws":{"Timestamp":${now},"CloudWatchMetrics":${definitions}},${members}`;
}

/** The longer half of the line is the same at most invocations: made once. */
const made = new Map<string, string>();

function definitionsOf(names: readonly string[], highResolution = false): string {
  const key = `${names.join()} ${highResolution}`;
  const definitions = made.get(key) ?? JSON.stringify(directives(names, highResolution));
  made.set(key, definitions);
  return definitions;
}

function directives(names: readonly string[], highResolution: boolean): object {
  const metrics = names.map((Name) => ({
    Name,
    Unit: Name === METRIC.latency ? 'Milliseconds' : 'Count',
    ...(highResolution && { StorageResolution: 1 }),
  }));
  return [{ Namespace: NAMESPACE, Dimensions: [[PIPELINE_DIMENSION]], Metrics: metrics }];
}
