import { Duration, type Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  type IScalingTarget,
  MappingConcurrency,
  ProvisionedConcurrency,
  StreamShards,
  StreamWarmThroughput,
} from '../../../lib';
import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { consumer, resourcesOf, type Resource } from '../stacks';

/** The flows in a stack's parameters, by name; tokens written as `<token>`. */
export function flowsIn(stack: Stack): Record<string, RegulatedFlow> {
  const parameters = Object.values(resourcesOf(stack, 'AWS::SSM::Parameter')).filter(isFlow);
  const flows = parameters.map(({ Properties: { Value } }) => {
    const parts: unknown[] = typeof Value === 'string' ? [Value] : Value['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : '<token>')).join('');
    return JSON.parse(text) as RegulatedFlow;
  });
  return Object.fromEntries(flows.map((flow) => [flow.flow, flow]));
}

function isFlow({ Properties }: Resource): boolean {
  return JSON.stringify(Properties.Name).includes('/sluice-regulator/');
}

/** A queue, its consumer and the mapping between them, none of them made by Sluice. */
export function queueMapping(stack: Stack, options: lambda.EventSourceMappingOptions = {}, id = 'Jobs') {
  const queue = new sqs.Queue(stack, `${id}Queue`, { visibilityTimeout: Duration.minutes(6) });
  const worker = consumer(stack, `${id}Worker`);
  const mapping = new lambda.EventSourceMapping(stack, `${id}Mapping`, {
    target: worker,
    eventSourceArn: queue.queueArn,
    ...options,
  });
  return { queue, consumer: worker, mapping };
}

/** The same of a stream. */
export function streamMapping(stack: Stack, options: lambda.EventSourceMappingOptions = {}, id = 'Clicks') {
  const stream = new kinesis.Stream(stack, `${id}Stream`, { shardCount: 2 });
  const worker = consumer(stack, `${id}Worker`);
  const mapping = new lambda.EventSourceMapping(stack, `${id}Mapping`, {
    target: worker,
    eventSourceArn: stream.streamArn,
    startingPosition: lambda.StartingPosition.LATEST,
    ...options,
  });
  return { stream, consumer: worker, mapping };
}

export function aliasOf(stack: Stack, options: lambda.AliasOptions = {}, id = 'Api'): lambda.Alias {
  const { currentVersion: version } = consumer(stack, `${id}Function`);
  return new lambda.Alias(stack, `${id}Alias`, { aliasName: 'live', version, ...options });
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** Actions that the policies of a stack allow, with the resources they are for. */
export function allowedIn(stack: Stack): [string, unknown][] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
    .flatMap(({ Action, Resource }) => [Action].flat().map((action): [string, unknown] => [action, Resource]));
}

/** A scaling target of each kind, on resources of their own. */
export function everyTarget(stack: Stack): IScalingTarget[] {
  const views = streamMapping(stack, {}, 'Views');
  const onDemand = new kinesis.Stream(stack, 'OnDemand', { streamMode: kinesis.StreamMode.ON_DEMAND });
  return [
    new StreamShards({ ...views, minimum: 2, maximum: 8 }),
    MappingConcurrency.ofStream({ ...views, minimum: 1, maximum: 10 }),
    MappingConcurrency.ofQueue({ ...queueMapping(stack), minimum: 2, maximum: 50 }),
    new StreamWarmThroughput({ stream: onDemand, minimum: 4, maximum: 100 }),
    new ProvisionedConcurrency({ alias: aliasOf(stack), minimum: 1, maximum: 20 }),
  ];
}
