import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { dynamodb, lambda } from './aws';
import { nameOf } from './deployment';

/** One call of a function of the check's stack, as the function itself remembers it. */
export interface Call {
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number;
  /** What it was called with, in order. */
  readonly names: readonly string[];
  /** How often SQS had delivered each message. */
  readonly receives?: readonly number[];
  readonly trace?: string;
}

/** All calls of a function that came to their end, in the order in which they began. */
export async function callsOf(fn: string): Promise<Call[]> {
  const pages: Call[][] = [];
  for (let ExclusiveStartKey: Record<string, never> | undefined, last = false; !last;) {
    const { Items = [], LastEvaluatedKey } = await dynamodb.query({
      TableName: nameOf('Table'),
      KeyConditionExpression: 'pk = :fn',
      ExpressionAttributeValues: { ':fn': { S: nameOf(fn) } },
      ExclusiveStartKey,
    });
    pages.push(Items.map(({ call }) => JSON.parse(call?.S ?? '') as Call));
    ExclusiveStartKey = LastEvaluatedKey as typeof ExclusiveStartKey;
    last = ExclusiveStartKey === undefined;
  }
  return pages.flat();
}

/** The names of all records that a function was called with, in order, once per delivery. */
export async function namesSeenBy(fn: string): Promise<string[]> {
  return (await callsOf(fn)).flatMap(({ names }) => names);
}

export function count(names: readonly string[], name: string): number {
  return names.filter((each) => each === name).length;
}

/** Whether the names first came (or, if `last`, finally came) in this order. */
export function cameInOrder(seen: readonly string[], names: readonly string[], last = false): boolean {
  const places = names.map((name) => (last ? seen.lastIndexOf(name) : seen.indexOf(name)));
  return places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] ?? place)));
}

/** How many of the calls were under way at the same time, at most. */
export function mostAtOnce(calls: readonly Call[]): number {
  const atStart = calls.map(({ started }) => calls.filter((c) => c.started <= started && started < c.ended).length);
  return Math.max(0, ...atStart);
}

export interface Answer {
  readonly error?: string;
  readonly body: never;
}

/** Call a function and wait for its answer. */
export async function invoke(fn: string, payload: object): Promise<Answer> {
  const answer: InvokeCommandOutput = await lambda.invoke({
    FunctionName: nameOf(fn),
    Payload: JSON.stringify(payload),
  });
  return {
    error: answer.FunctionError,
    body: JSON.parse(Buffer.from(answer.Payload ?? []).toString() || 'null') as never,
  };
}

/** Have so many environments ready: what a check times must not be a cold start on a busy machine. */
export async function warm(fn: string, environments: number): Promise<void> {
  await Promise.all(Array.from({ length: environments }, () => invoke(fn, { act: 'warm' })));
}

export async function mappingOf(fn: string): Promise<string> {
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({ FunctionName: nameOf(fn) });
  return EventSourceMappings[0]?.UUID ?? '';
}
