import { HandlerSettings, SETTINGS_VARIABLE, TargetSettings } from '../../lib/contract/settings';
import type { Host, Target } from '../failover/host';
import { DynamoDbState } from './dynamodb-state';
import { S3Lake } from './s3-lake';

/** What the construct wrote into the environment. */
export function readSettings(): HandlerSettings {
  const text = process.env[SETTINGS_VARIABLE];
  if (!text) throw new Error(`SETTINGS_MISSING: ${SETTINGS_VARIABLE} is not set; deploy this handler by its construct`);
  return JSON.parse(text) as HandlerSettings;
}

/** The host inside AWS Lambda. An SDK client is loaded only where the pipeline has a use for it. */
export async function createHost(settings: HandlerSettings, stateMachineArn?: string): Promise<Host> {
  const arn = stateMachineArn ?? settings.replayStateMachineArn;
  return {
    clock: { now: Date.now, random: Math.random, sleep: (millis) => new Promise((done) => setTimeout(done, millis)) },
    primary: await createTarget(settings.primary),
    fallback: settings.fallback && (await createTarget(settings.fallback)),
    lake: new S3Lake(settings.bucket),
    state: new DynamoDbState(settings.stateTable),
    emit: (document) => console.log(JSON.stringify(document)),
    log: (message, details) => console.warn(JSON.stringify({ message, pipeline: settings.pipeline, ...details })),
    traceId: () => process.env._X_AMZN_TRACE_ID,
    ...(arn && {
      // Loaded on first use: a healthy pipeline never starts a replay.
      startReplay: async (name, input) => new (await import('./replay-starter')).ReplayStarter(arn).start(name, input),
      isReplaying: async () => new (await import('./replay-starter')).ReplayStarter(arn).isRunning(),
    }),
  };
}

async function createTarget(target: TargetSettings): Promise<Target> {
  switch (target.kind) {
    case 'function':
      return new (await import('./function-target')).FunctionTarget(target.functionArn);
    case 'queue':
      return new (await import('./queue-target')).QueueTarget(target.queueUrl, target.fifo);
    case 'stream':
      return new (await import('./stream-target')).StreamTarget(target.streamName);
    case 'http':
      return new (await import('./http-target')).HttpTarget(target.url, target.timeoutMillis, target.headers);
  }
}
