import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Regulator } from '../scaling/regulator';
import type { SourceMetrics } from '../source/source';
import { FlowMetrics } from './flow-metrics';
import { regulationRow } from './regulation-widgets';

/** Properties of `FlowDashboard`. */
export interface FlowDashboardProps {
  /** Name of the pipeline. */
  readonly pipelineName: string;

  /**
   * How to watch the source.
   *
   * @default - the row of the source is left out
   */
  readonly source?: SourceMetrics;

  /**
   * The failover handler's function.
   *
   * @default - its graphs are left out
   */
  readonly handler?: lambda.IFunction;

  /**
   * What regulates the pipeline: its decisions are shown, and why they were made.
   *
   * @default - the row is left out
   */
  readonly regulator?: Regulator;

  /**
   * Alarms whose state is shown.
   *
   * @default - the row of alarms is left out
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

const FULL_WIDTH = 24;
const HALF_WIDTH = 12;
const PERIOD = Duration.minutes(1);

/** A dashboard in the shape of the pipeline: source, outcomes, latency, breaker and spill, alarms. */
export class FlowDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly metrics: FlowMetrics;

  /**
   * @param scope where the dashboard goes
   * @param id its name there
   * @param props the name of the pipeline and what else to show
   */
  constructor(scope: Construct, id: string, props: FlowDashboardProps) {
    super(scope, id);
    this.metrics = new FlowMetrics(props.pipelineName);
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    if (props.source) this.dashboard.addWidgets(...sourceRow(props.source));
    this.dashboard.addWidgets(this.outcomes());
    this.dashboard.addWidgets(this.latency(), this.state());
    if (props.handler) this.dashboard.addWidgets(...handlerRow(props.handler));
    if (props.regulator) this.dashboard.addWidgets(...regulationRow(props.regulator, props.pipelineName));
    if (props.alarms?.length) this.dashboard.addWidgets(alarmRow(props.alarms));
  }

  private outcomes(): cloudwatch.IWidget {
    const { metrics } = this;
    return new cloudwatch.GraphWidget({
      title: 'Outcomes, records a minute',
      width: FULL_WIDTH,
      stacked: true,
      left: [
        metrics.delivered().with({ color: cloudwatch.Color.GREEN }),
        metrics.diverted().with({ color: cloudwatch.Color.BLUE }),
        metrics.spilled().with({ color: cloudwatch.Color.ORANGE }),
        metrics.quarantined().with({ color: cloudwatch.Color.RED }),
        metrics.returned().with({ color: cloudwatch.Color.GREY }),
      ],
    });
  }

  private latency(): cloudwatch.IWidget {
    return new cloudwatch.GraphWidget({
      title: 'Latency from event to commit, ms',
      width: HALF_WIDTH,
      left: ['p50', 'p90', 'p99'].map((statistic) => this.metrics.latency(statistic).with({ label: statistic })),
    });
  }

  private state(): cloudwatch.IWidget {
    const { metrics } = this;
    return new cloudwatch.GraphWidget({
      title: 'Breakers (1 = open), spill and replay',
      width: HALF_WIDTH,
      left: [metrics.breakerOpen(), metrics.fallbackOpen()],
      leftYAxis: { min: 0, max: 1 },
      right: [metrics.spillDepth(), metrics.replayed(), metrics.failedCalls()],
    });
  }
}

function sourceRow(source: SourceMetrics): cloudwatch.IWidget[] {
  return [
    new cloudwatch.GraphWidget({ title: 'Records into the source', width: HALF_WIDTH, left: [source.incoming] }),
    new cloudwatch.GraphWidget({ title: 'Age of the oldest record', width: HALF_WIDTH, left: [source.age] }),
  ];
}

function handlerRow(handler: lambda.IFunction): cloudwatch.IWidget[] {
  const options = { period: PERIOD };
  return [
    new cloudwatch.GraphWidget({
      title: 'Handler: concurrency and duration',
      width: HALF_WIDTH,
      left: [handler.metric('ConcurrentExecutions', { ...options, statistic: cloudwatch.Stats.MAXIMUM })],
      right: [handler.metricDuration({ ...options, statistic: 'p99' })],
    }),
    new cloudwatch.GraphWidget({
      title: 'Handler: errors and throttles',
      width: HALF_WIDTH,
      left: [handler.metricErrors(options), handler.metricThrottles(options)],
    }),
  ];
}

function alarmRow(alarms: cloudwatch.IAlarm[]): cloudwatch.IWidget {
  return new cloudwatch.AlarmStatusWidget({ title: 'Alarms', width: FULL_WIDTH, alarms });
}
