import { compileFunction } from 'node:vm';
import type { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ts from 'typescript';
import * as sluice from '../../lib';
import { aliasOf } from '../lib/scaling/flows';
import { consumer, existingQueue, newStack } from '../lib/stacks';

/** What the examples only declare. */
const DECLARED: Record<string, (stack: Stack) => unknown> = {
  stack: (stack) => stack,
  worker: (stack) => consumer(stack, 'Worker'),
  standby: (stack) => consumer(stack, 'Standby'),
  queue: (stack) => existingQueue(stack, 'Queue', { maxReceiveCount: 5 }),
  deadLetterQueue: (stack) => new sqs.Queue(stack, 'DeadLetterQueue'),
  bucket: (stack) => new s3.Bucket(stack, 'Bucket'),
  clicks: (stack) => new kinesis.Stream(stack, 'Clicks'),
  api: (stack) => aliasOf(stack),
};

/** An example of the README, run as it stands. */
export function runExample(code: string): Stack {
  const stack = newStack();
  const names = [...code.matchAll(/^declare const (\w+)/gm)].map(([, name = '']) => name);
  const values = names.map((name) => DECLARED[name]?.(stack));
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const run = compileFunction(outputText, ['require', 'exports', ...names]) as (...args: unknown[]) => void;
  const load = (name: string): unknown => (name === 'cdk-sluice' ? sluice : jest.requireActual(name));
  run(load, {}, ...values);
  return stack;
}
