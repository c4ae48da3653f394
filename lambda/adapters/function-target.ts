import type * as Sdk from '@aws-sdk/client-lambda';
import { failed, FUNCTION_TIMEOUT } from '../failover/delivery';
import type { Delivery, Target } from '../failover/host';
import { ONCE } from './client-config';
import { deliveryOf, parseAnswer } from './partial-response';
import { targetOf } from './target';

/** As many as a mapping hands over at most. */
const MAX_RECORDS = 10_000;

/** The function ran out of time. */
const TIMED_OUT = /Task timed out|Sandbox\.Timedout/;

/** The function cannot start. All else that ends it, as of time or memory, may be a record's fault as well as its own. */
const NO_START = /^Runtime\.(Import|Handler|Malformed|UserCode|NoSuch|Invalid)|Sandbox\./;

/** An existing Lambda consumer, unchanged: it gets the native event and its partial-batch response is honoured. */
export function functionTarget({ InvokeCommand, LambdaClient }: typeof Sdk, functionArn: string): Target {
  const client = new LambdaClient(ONCE);
  const decoder = new TextDecoder();
  return targetOf(MAX_RECORDS, async (records, abortSignal) => {
    const payload = JSON.stringify({ Records: records });
    const invoke = new InvokeCommand({ FunctionName: functionArn, Payload: payload });
    const { Payload, FunctionError } = await client.send(invoke, { abortSignal });
    // A function without a result, as some runtimes have it, answers with no payload at all.
    const answer = parseAnswer(decoder.decode(Payload ?? undefined));
    return FunctionError ? functionFailure(answer) : deliveryOf(records, answer);
  });
}

function functionFailure(answer: unknown): Delivery {
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as { errorType?: string; errorMessage?: string };
  if (TIMED_OUT.test(`${errorType} ${errorMessage}`)) return failed('unclear', FUNCTION_TIMEOUT, errorMessage);
  if (NO_START.test(errorType)) return failed('outage', errorType, errorMessage);
  return failed('unclear', errorType, errorMessage);
}
