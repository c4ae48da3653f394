import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC, type MetricName, NAMESPACE, PIPELINE_DIMENSION } from '../contract/metrics';

/** The metrics that a pipeline publishes about itself. Counts are in records and summed up; times are in milliseconds. */
export class FlowMetrics {
  /**
   * @param pipelineName name of the pipeline
   * @param period period of the metrics; one minute by default
   */
  constructor(
    private readonly pipelineName: string,
    private readonly period: Duration = Duration.minutes(1),
  ) {}

  /** Handed over by the source. */
  public received(): Metric {
    return this.count(METRIC.received);
  }

  /** Accepted by the target. */
  public delivered(): Metric {
    return this.count(METRIC.delivered);
  }

  /** Accepted by the fallback. */
  public diverted(): Metric {
    return this.count(METRIC.diverted);
  }

  /** Stored in the buffer because no target could take them. */
  public spilled(): Metric {
    return this.count(METRIC.spilled);
  }

  /** Stored in the buffer because a healthy target refused them. */
  public quarantined(): Metric {
    return this.count(METRIC.quarantined);
  }

  /** Handed back to the source, which delivers them again. */
  public returned(): Metric {
    return this.count(METRIC.returned);
  }

  /** Received minus all outcomes: zero, or a defect. */
  public leaked(): Metric {
    return this.count(METRIC.leaked);
  }

  /** Came back from the buffer and were accepted by a target. */
  public replayed(): Metric {
    return this.count(METRIC.replayed);
  }

  /** Calls to a target that failed as a whole. */
  public failedCalls(): Metric {
    return this.count(METRIC.failedCalls);
  }

  /** Reads or writes of the shared state that failed. */
  public stateErrors(): Metric {
    return this.count(METRIC.stateErrors);
  }

  /**
   * Milliseconds from a record's event time to its commit at a target.
   *
   * @param statistic e.g. `p99`
   */
  public latency(statistic: string): Metric {
    return this.metric(METRIC.latency, statistic);
  }

  /** Milliseconds that invocations of the handler took, published at high resolution only. */
  public busy(): Metric {
    return this.count(METRIC.busy);
  }

  /** 1 while the target counts as down. */
  public breakerOpen(): Metric {
    return this.metric(METRIC.breakerOpen, Stats.MAXIMUM);
  }

  /** 1 while the fallback counts as down. */
  public fallbackOpen(): Metric {
    return this.metric(METRIC.fallbackOpen, Stats.MAXIMUM);
  }

  /** Objects waiting under `spilled/`, counted up to 1,000. */
  public spillDepth(): Metric {
    return this.metric(METRIC.spillDepth, Stats.MAXIMUM);
  }

  private count(metricName: MetricName): Metric {
    return this.metric(metricName, Stats.SUM);
  }

  private metric(metricName: MetricName, statistic: string): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { [PIPELINE_DIMENSION]: this.pipelineName },
      statistic,
      period: this.period,
    });
  }
}
