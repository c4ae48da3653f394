import { HandlerSettings, SETTINGS_VARIABLE, TargetSettings } from '../../lib/contract/settings';
import type { Host, Target } from '../failover/host';
import { dynamoDbState } from './dynamodb-state';
import { functionTarget } from './function-target';
import { httpTarget } from './http-target';
import { queueTarget } from './queue-target';
import { ReplayStarter, replayStarter } from './replay-starter';
import { s3Lake } from './s3-lake';
import { streamTarget } from './stream-target';

/** What the construct wrote into the environment. */
export function readSettings(): HandlerSettings {
  const text = process.env[SETTINGS_VARIABLE];
  if (!text) throw new Error(`SETTINGS_MISSING: ${SETTINGS_VARIABLE} is not set; deploy this handler by its construct`);
  return JSON.parse(text) as HandlerSettings;
}

/**
 * The host inside AWS Lambda. Each client of the SDK takes more CPU time to load than a batch takes to deliver, so only those
 * that the pipeline has a use for are loaded, and handed to adapters that import nothing but types.
 */
export async function createHost(settings: HandlerSettings, stateMachineArn?: string): Promise<Host> {
  const arn = stateMachineArn ?? settings.replayStateMachineArn;
  return {
    clock: { now: Date.now, random: Math.random, sleep: (millis) => new Promise((done) => setTimeout(done, millis)) },
    primary: await createTarget(settings.primary),
    fallback: settings.fallback && (await createTarget(settings.fallback)),
    lake: s3Lake(await import('@aws-sdk/client-s3'), settings.bucket),
    state: dynamoDbState(await import('@aws-sdk/client-dynamodb'), settings.stateTable),
    emit: (document) => console.log(JSON.stringify(document)),
    log: (message, details) => console.warn(JSON.stringify({ message, pipeline: settings.pipeline, ...details })),
    traceId: () => process.env._X_AMZN_TRACE_ID,
    ...(arn && replayOf(arn)),
  };
}

/** Loaded on first use: a healthy pipeline never starts a replay. */
function replayOf(stateMachineArn: string): Pick<Host, 'startReplay' | 'isReplaying'> {
  let starter: Promise<ReplayStarter> | undefined;
  const load = (): Promise<ReplayStarter> =>
    (starter ??= import('@aws-sdk/client-sfn').then((sdk) => replayStarter(sdk, stateMachineArn)));
  return {
    startReplay: async (name, input) => (await load()).start(name, input),
    isReplaying: async () => (await load()).isRunning(),
  };
}

async function createTarget(target: TargetSettings): Promise<Target> {
  switch (target.kind) {
    case 'function':
      return functionTarget(await import('@aws-sdk/client-lambda'), target.functionArn);
    case 'queue':
      return queueTarget(await import('@aws-sdk/client-sqs'), target.queueUrl, target.fifo);
    case 'stream':
      return streamTarget(await import('@aws-sdk/client-kinesis'), target.streamName);
    case 'http':
      return httpTarget(target.url, target.timeoutMillis, target.headers);
  }
}
