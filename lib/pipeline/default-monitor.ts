import type { Construct } from 'constructs';
import type { DeadLetterConsumer } from '../dead-letters/dead-letter-consumer';
import type { FailoverHandler } from '../failover/failover-handler';
import type { AlarmRule } from '../monitoring/alarm-rule';
import { AlarmRules } from '../monitoring/alarm-rules';
import type { AlertTopic } from '../monitoring/alert-topic';
import type { FlowMetrics } from '../monitoring/flow-metrics';
import { FlowMonitor } from '../monitoring/flow-monitor';
import type { Replay } from '../replay/replay';
import type { Regulator } from '../scaling/regulator';
import type { SourceConfig } from '../source/source';
import type { MonitoringOptions } from './monitoring-options';

/** The parts of a pipeline that are watched, and who is told. */
export interface WatchedParts {
  readonly alerts: AlertTopic;
  readonly metrics: FlowMetrics;
  readonly source: SourceConfig;
  readonly handler: FailoverHandler;
  readonly replay: Replay;
  readonly deadLetters?: DeadLetterConsumer;
  /** A regulator that no other monitor watches. */
  readonly regulator?: Regulator;
}

export function createMonitor(scope: Construct, parts: WatchedParts, options: MonitoringOptions = {}): FlowMonitor {
  const monitor = new FlowMonitor(scope, 'Monitor', {
    alertTopic: parts.alerts,
    rules: defaultRules(parts),
    runbookUrl: options.runbookUrl,
  });
  for (const name of options.omitRules ?? []) monitor.removeRule(name);
  for (const rule of options.rules ?? []) monitor.replaceRule(rule);
  return monitor;
}

function defaultRules({ metrics, source, deadLetters, handler, replay, regulator }: WatchedParts): AlarmRule[] {
  return [
    ...AlarmRules.forFlow(metrics),
    ...AlarmRules.forSource(source.metrics),
    ...deadLetterRules(source, deadLetters),
    ...AlarmRules.forFunction(handler.function, 'handler'),
    ...AlarmRules.forFunction(replay.function, 'replay'),
    ...AlarmRules.forReplay(replay.stateMachine),
    ...(regulator ? AlarmRules.forRegulator(regulator) : []),
  ];
}

function deadLetterRules({ deadLetterQueue }: SourceConfig, consumer: DeadLetterConsumer | undefined): AlarmRule[] {
  if (consumer) return AlarmRules.forDeadLetterConsumer(consumer);
  return deadLetterQueue ? AlarmRules.forDeadLetters(deadLetterQueue) : [];
}
