import type { DirectoryEntry } from '../../lib/contract/directory';
import type { OptionValues } from './arguments';
import { CliError, DeploymentError, ExitCode } from './cli-error';
import { plural } from './format';
import type { Host, Subscription } from './host';
import { findPipeline } from './pipelines';

export class AlertError extends CliError {
  public override readonly name = 'AlertError';
}

/** CloudWatch notes within seconds whether an action worked. */
const PATIENCE_MILLIS = 5_000;
const LOOK_MILLIS = 1_000;

export async function testAlert(host: Host, pipeline: string, options: OptionValues): Promise<ExitCode> {
  const entry = await findPipeline(host.aws, pipeline);
  const topic = topicOf(entry);
  const told = await listeners(host, entry, topic);
  if (options['message-only'] === true) await sendMessage(host, entry, topic);
  else await ring(host, entry, topic);
  host.terminal.out(`Told ${plural(told.length, 'subscriber')}:`);
  for (const { protocol, address } of told) host.terminal.out(`  ${protocol}  ${address}`);
  host.terminal.out('Ask one of them: only they can say that it arrived.');
  return 0;
}

function topicOf({ pipeline, alertTopicArn }: DirectoryEntry): string {
  if (alertTopicArn !== undefined) return alertTopicArn;
  throw new DeploymentError('TOPIC_NONE', `pipeline ${pipeline} has no alert topic: its alarms tell nobody`, [
    'give the pipeline an AlertTopic, and deploy',
  ]);
}

/** Who is told; a subscription that nobody has confirmed gets nothing. */
async function listeners(
  { aws, terminal }: Host,
  { pipeline }: DirectoryEntry,
  topic: string,
): Promise<readonly Subscription[]> {
  const all = await aws.subscriptions(topic);
  const confirmed = all.filter((subscription) => subscription.confirmed);
  const pending = all.filter((subscription) => !subscription.confirmed);
  for (const { protocol, address } of pending) terminal.note(`not confirmed: ${protocol}  ${address}`);
  if (confirmed.length > 0) return confirmed;
  const message =
    pending.length > 0
      ? `${plural(pending.length, 'subscription')} of ${topic} wait${pending.length === 1 ? 's' : ''} to be confirmed, so nobody would be told`
      : `nobody is subscribed to ${topic}, so nobody would be told`;
  throw new AlertError('NOBODY_SUBSCRIBED', message, [
    ...(pending.length > 0
      ? ['open the confirmation message and follow its link; ask for a new one by subscribing again']
      : []),
    `subscribe somebody to the alert topic of ${pipeline} and deploy, or: aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint YOU@EXAMPLE.COM`,
  ]);
}

async function sendMessage({ aws, terminal }: Host, { pipeline }: DirectoryEntry, topic: string): Promise<void> {
  const id = await aws.publish(
    topic,
    `TEST: Sluice pipeline ${pipeline}`.slice(0, 100),
    `${testReason(pipeline)}\n\nTopic: ${topic}`,
  );
  terminal.out(`Published message ${id} to ${topic}; the alarm was left alone.`);
}

async function ring(host: Host, entry: DirectoryEntry, topic: string): Promise<void> {
  const name = await ringableAlarm(host, entry, topic);
  const startedAt = host.now();
  // Even an interrupted test must not leave an alarm ringing.
  const release = host.terminal.onInterrupt(() => {});
  try {
    await host.aws.setAlarmState(name, 'ALARM', testReason(entry.pipeline));
    host.terminal.note(`${name} is in ALARM for a test`);
    await confirmAction(host, name, topic, startedAt);
  } finally {
    await host.aws.setAlarmState(name, 'OK', `The test is over. ${testReason(entry.pipeline)}`);
    release();
  }
  host.terminal.out(`${name}: ALARM, and back to OK.`);
}

/** An alarm that would tell, and has no real trouble to tell of. */
async function ringableAlarm({ aws }: Host, { pipeline, outageAlarm }: DirectoryEntry, topic: string): Promise<string> {
  const alarm = outageAlarm === undefined ? undefined : await aws.alarm(outageAlarm);
  if (!alarm) {
    const which =
      outageAlarm === undefined ? 'no outage alarm' : `the outage alarm ${outageAlarm}, which does not exist`;
    throw new DeploymentError('ALARM_NONE', `pipeline ${pipeline} has ${which}`, [
      'deploy the pipeline with its alarms, or test the topic alone by --message-only',
    ]);
  }
  if (alarm.state === 'ALARM') {
    throw new AlertError('ALARM_RINGING', `${alarm.name} is in ALARM already: ${alarm.reason}`, [
      'that is no test: sluice status shows what is wrong',
    ]);
  }
  if (!alarm.actionsEnabled) {
    throw new AlertError('ACTIONS_DISABLED', `the actions of ${alarm.name} are disabled, so nobody would be told`, [
      `aws cloudwatch enable-alarm-actions --alarm-names ${alarm.name}`,
    ]);
  }
  if (!alarm.alarmActions.includes(topic)) {
    throw new AlertError(
      'TOPIC_NOT_TOLD',
      `${alarm.name} does not tell ${topic}; its actions: ${alarm.alarmActions.join(', ') || 'none'}`,
      ['deploy the stack again: somebody has changed the alarm'],
    );
  }
  return alarm.name;
}

/** A key or topic policy that keeps CloudWatch out shows only here, in the alarm's own history. */
async function confirmAction(host: Host, name: string, topic: string, since: number): Promise<void> {
  for (const until = host.now() + PATIENCE_MILLIS; host.now() < until; await host.sleep(LOOK_MILLIS)) {
    const summary = (await host.aws.alarmActions(name, since - 1_000)).find((text) => text.includes(topic));
    if (summary === undefined) continue;
    if (/^success/i.test(summary)) return host.terminal.note(`CloudWatch: ${summary}`);
    throw new AlertError('ACTION_FAILED', `CloudWatch could not tell ${topic}: ${summary}`, [
      'the policies of the topic and of its key must let cloudwatch.amazonaws.com publish (an AlertTopic does)',
    ]);
  }
  host.terminal.note(`CloudWatch wrote down no action within ${PATIENCE_MILLIS / 1_000} s: it may still come`);
}

function testReason(pipeline: string): string {
  return `TEST by "sluice test-alert ${pipeline}": nothing is wrong, no action is needed.`;
}
