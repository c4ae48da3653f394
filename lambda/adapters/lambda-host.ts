import { HandlerSettings, SETTINGS_VARIABLE, TargetSettings } from '../../lib/contract/settings';
import type { Host, Target } from '../failover/host';
import { dynamoDbState } from './dynamodb-state';
import { functionTarget } from './function-target';
import { httpTarget } from './http-target';
import { queueTarget } from './queue-target';
import { ReplayStarter, replayStarter } from './replay-starter';
import { s3Lake } from './s3-lake';
import { sdk } from './sdk';
import { streamTarget } from './stream-target';

/** What the construct wrote into the environment. */
export function readSettings(): HandlerSettings {
  const text = process.env[SETTINGS_VARIABLE];
  if (!text) throw new Error(`SETTINGS_MISSING: ${SETTINGS_VARIABLE} is not set; deploy this handler by its construct`);
  return JSON.parse(text) as HandlerSettings;
}

/** The host inside AWS Lambda. */
export function createHost(settings: HandlerSettings, stateMachineArn?: string): Host {
  const arn = stateMachineArn ?? settings.replayStateMachineArn;
  return {
    clock: { now: Date.now, random: Math.random, sleep: (millis) => new Promise((done) => setTimeout(done, millis)) },
    primary: createTarget(settings.primary),
    fallback: settings.fallback && createTarget(settings.fallback),
    lake: s3Lake(sdk.s3(), settings.bucket),
    state: dynamoDbState(sdk.dynamoDb(), settings.stateTable),
    emit: (document) => console.log(JSON.stringify(document)),
    log: (message, details) => console.warn(JSON.stringify({ message, pipeline: settings.pipeline, ...details })),
    traceId: () => process.env._X_AMZN_TRACE_ID,
    ...(arn && replayOf(arn)),
  };
}

/** Loaded on first use: a healthy pipeline never starts a replay. */
function replayOf(stateMachineArn: string): Pick<Host, 'startReplay' | 'isReplaying'> {
  let loaded: ReplayStarter | undefined;
  const starter = (): ReplayStarter => (loaded ??= replayStarter(sdk.sfn(), stateMachineArn));
  return {
    startReplay: async (name, input) => starter().start(name, input),
    isReplaying: async () => starter().isRunning(),
  };
}

function createTarget(target: TargetSettings): Target {
  switch (target.kind) {
    case 'function':
      return functionTarget(sdk.lambda(), target.functionArn);
    case 'queue':
      return queueTarget(sdk.sqs(), target.queueUrl, target.fifo);
    case 'stream':
      return streamTarget(sdk.kinesis(), target.streamName);
    case 'http':
      return httpTarget(target.url, target.timeoutMillis, target.headers);
  }
}
