import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Delivery, Target } from '../failover/host';
import type { NativeRecord } from '../failover/records';
import { ONCE } from './client-config';
import { deliveryOf, unclear } from './partial-response';
import { sdkFailure } from './sdk-failure';

/** The function ran out of time. */
const TIMED_OUT = /Task timed out|Sandbox\.Timedout/;

/** The process died at work, perhaps of a record: as unclear as when the function throws. */
const DIED = /^Runtime\.(ExitError|OutOfMemory)/;

/** The function cannot start, or not be reached. */
const CRASHED = /^Runtime\.|Sandbox\./;

/** An existing Lambda consumer, unchanged: it gets the native event and its partial-batch response is honoured. */
export class FunctionTarget implements Target {
  public readonly maxRecords = 10_000;
  private readonly client = new LambdaClient(ONCE);
  private readonly decoder = new TextDecoder();

  constructor(private readonly functionArn: string) {}

  public async deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    try {
      const { Payload, FunctionError } = await this.client.send(
        new InvokeCommand({ FunctionName: this.functionArn, Payload: JSON.stringify({ Records: records }) }),
        { abortSignal: AbortSignal.timeout(timeoutMillis) },
      );
      const answer = parse(this.decoder.decode(Payload));
      return FunctionError ? functionFailure(answer) : deliveryOf(records, answer);
    } catch (error) {
      return sdkFailure(error);
    }
  }
}

function functionFailure(answer: unknown): Delivery {
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as { errorType?: string; errorMessage?: string };
  if (TIMED_OUT.test(`${errorType} ${errorMessage}`)) {
    return { kind: 'failed', cause: 'overload', code: 'FUNCTION_TIMEOUT', message: errorMessage };
  }
  if (CRASHED.test(errorType) && !DIED.test(errorType))
    return { kind: 'failed', cause: 'outage', code: errorType, message: errorMessage };
  return unclear(errorType, errorMessage);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
