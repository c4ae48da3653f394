import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { LEASE_MILLIS, type ReplayInput, type ReplayItem } from '../contract/replay';
import { uniqueName } from '../private/pipeline-name';
import { BufferResultWriter } from './buffer-result-writer';
import { PrefixReader } from './prefix-reader';

/** The lake and the part of it that a replay may list. */
export interface ReplayScope {
  readonly buffer: ReprocessingBuffer;
  readonly pipelineName: string;
}

/** Longer than any sensible replay: a run that hangs must not keep others out for ever. */
const LONGEST_RUN = Duration.days(7);

/** Hands each object under the prefix of its input to the worker, as many at a time as the input says. */
export function createReplayStateMachine(
  scope: Construct,
  worker: lambda.IFunction,
  replay: ReplayScope,
): sfn.StateMachine {
  const machine = new sfn.StateMachine(scope, 'StateMachine', {
    comment: 'Sluice: replays objects of the reprocessing buffer',
    definitionBody: sfn.DefinitionBody.fromChainable(objectMap(statesScope(scope), worker, replay)),
    timeout: LONGEST_RUN,
    tracingEnabled: true,
    logs: {
      level: sfn.LogLevel.ERROR,
      destination: new logs.LogGroup(scope, 'StateMachineLogs', {
        // The account has one policy of 5,120 characters for such log groups; under this prefix they take no room in it.
        logGroupName: `/aws/vendedlogs/states/${uniqueName(scope)}`,
        retention: logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    },
  });
  replay.buffer.bucket.encryptionKey?.grant(machine, 'kms:GenerateDataKey', 'kms:Decrypt');
  return machine;
}

/** The result writer of today's CDK, whatever the flags of the user's app. */
function statesScope(scope: Construct): Construct {
  const states = new Construct(scope, 'States');
  states.node.setContext('@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2', true);
  return states;
}

function objectMap(scope: Construct, worker: lambda.IFunction, replay: ReplayScope): sfn.DistributedMap {
  const { bucket } = replay.buffer;
  const map = sfn.DistributedMap.jsonPath(scope, 'Objects', {
    label: 'Objects',
    itemReader: new PrefixReader(bucket, sfn.JsonPath.stringAt(path('prefix')), replay.pipelineName),
    itemSelector: itemSelector(),
    maxConcurrencyPath: path('concurrency'),
    // One object that cannot be replayed stays where it is, for the next run; the others go on.
    toleratedFailurePercentage: 100,
    // Without a writer, results of more than 256 KiB would fail the whole run.
    resultWriterV2: new BufferResultWriter(bucket, replay.pipelineName),
    resultPath: sfn.JsonPath.DISCARD,
  });
  return map.itemProcessor(replayObject(scope, worker));
}

function replayObject(scope: Construct, worker: lambda.IFunction): sfn.TaskStateBase {
  const invoke = new tasks.LambdaInvoke(scope, 'ReplayObject', {
    lambdaFunction: worker,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  });
  // Throttling means that live traffic has the concurrency: wait longer and longer for a turn.
  invoke.addRetry({
    errors: [
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
    ],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.minutes(2),
    maxAttempts: 8,
    jitterStrategy: sfn.JitterType.FULL,
  });
  // A worker that died holds its object until the lease runs out.
  return invoke.addRetry({
    errors: [sfn.Errors.TASKS_FAILED],
    interval: Duration.millis(LEASE_MILLIS).plus(Duration.seconds(1)),
    backoffRate: 1,
    maxAttempts: 2,
  });
}

/** The worker's `ReplayItem`: the input of the run, and the key of one object. */
function itemSelector(): Record<keyof ReplayItem, unknown> {
  return {
    key: sfn.JsonPath.stringAt('$$.Map.Item.Value.Key'),
    prefix: sfn.JsonPath.stringAt(path('prefix')),
    from: sfn.JsonPath.numberAt(path('from')),
    to: sfn.JsonPath.numberAt(path('to')),
    rate: sfn.JsonPath.numberAt(path('rate')),
    concurrency: sfn.JsonPath.numberAt(path('concurrency')),
    reason: sfn.JsonPath.stringAt(path('reason')),
  };
}

function path(field: keyof ReplayInput): string {
  return `$.${field}`;
}
