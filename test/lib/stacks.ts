import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** The feature flags of a project that `cdk init` makes today; `new App()` knows none of them. */
export const INIT_FLAGS: Record<string, unknown> = JSON.parse(
  readFileSync(join(process.cwd(), 'node_modules/aws-cdk/lib/init-templates/.recommended-feature-flags.json'), 'utf8'),
);

export function newStack(context?: Record<string, unknown>): Stack {
  return new Stack(new App({ context }), 'Shop');
}

export function consumer(scope: Construct, id: string): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.PYTHON_3_12,
    handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context): pass'),
  });
}

/** A queue as a user has it: its own dead letters, and messages hidden for long enough. */
export function existingQueue(
  scope: Construct,
  id: string,
  { maxReceiveCount }: { maxReceiveCount: number },
): sqs.Queue {
  const queue = new sqs.Queue(scope, `${id}DeadLetters`, { retentionPeriod: Duration.days(14) });
  const deadLetterQueue = { queue, maxReceiveCount };
  return new sqs.Queue(scope, id, { visibilityTimeout: Duration.minutes(6), deadLetterQueue });
}

export interface Resource {
  readonly Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

export function resourcesOf(stack: Stack, type: string): Record<string, Resource> {
  return Template.fromStack(stack).findResources(type) as Record<string, Resource>;
}

/** The settings in a function's environment, tokens written as `<token>`. */
export function settingsOf(stack: Stack, functionId: RegExp): Record<string, unknown> {
  const functions = resourcesOf(stack, 'AWS::Lambda::Function');
  const id = Object.keys(functions).find((key) => functionId.test(key)) ?? '';
  const value = functions[id].Properties.Environment.Variables.SLUICE_SETTINGS;
  const parts: unknown[] = typeof value === 'string' ? [value] : value['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<token>')).join(''));
}
