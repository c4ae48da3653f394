import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { zonePrefix } from '../contract/lake';
import { LANE_START, type ReplayInput, type ReplayItem, wholePrefix } from '../contract/replay';
import { orderedReplay } from './ordered-replay';
import { retried } from './worker-retries';
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
    definitionBody: sfn.DefinitionBody.fromChainable(replayStates(statesScope(scope), worker, replay)),
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

/** What the input leaves out is filled in; then the objects are replayed side by side, or one after the other. */
function replayStates(scope: Construct, worker: lambda.IFunction, replay: ReplayScope): sfn.IChainable {
  const everything = wholePrefix(zonePrefix('spilled', replay.pipelineName), 'operator');
  const given = new sfn.Pass(scope, 'Given', {
    parameters: { defaults: { ...everything, lane: LANE_START }, given: sfn.JsonPath.entirePayload },
  });
  const merged = sfn.JsonPath.jsonMerge(sfn.JsonPath.objectAt('$.defaults'), sfn.JsonPath.objectAt('$.given'));
  const input = new sfn.Pass(scope, 'Input', { parameters: { input: merged }, outputPath: '$.input' });
  const isOrdered = sfn.Condition.booleanEquals(path('ordered'), true);
  const ways = new sfn.Choice(scope, 'InOrder')
    .when(isOrdered, orderedReplay(scope, worker))
    .otherwise(objectMap(scope, worker, replay));
  return given.next(input).next(ways);
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
  return retried(invoke);
}

/** The worker's `ReplayItem`: the input of the run, and the key of one object. */
function itemSelector(): Record<keyof ReplayItem, unknown> {
  return {
    key: sfn.JsonPath.stringAt('$$.Map.Item.Value.Key'),
    prefix: sfn.JsonPath.stringAt(path('prefix')),
    from: sfn.JsonPath.numberAt(path('from')),
    to: sfn.JsonPath.numberAt(path('to')),
    keys: sfn.JsonPath.stringAt(path('keys')),
    ordered: sfn.JsonPath.objectAt(path('ordered')),
    rate: sfn.JsonPath.numberAt(path('rate')),
    concurrency: sfn.JsonPath.numberAt(path('concurrency')),
    reason: sfn.JsonPath.stringAt(path('reason')),
  };
}

function path(field: keyof ReplayInput): string {
  return `$.${field}`;
}
