import { s3, sfn } from './aws';
import { nameOf } from './deployment';
import { until } from './until';

/** What the state machine of the check's stack is given. */
export interface MapInput {
  readonly options: {
    readonly run: string;
    readonly ms?: number;
    /** End of the keys that fail, and how often they do; always by default. */
    readonly spoil?: string;
    readonly times?: number;
    readonly by?: 'kill';
  };
  readonly concurrency?: number;
  /** Per cent of items that may fail. */
  readonly tolerated?: number;
}

const PREFIX = 'items/x/';

/** The objects that are mapped. */
export const ITEM_KEYS: readonly string[] = Array.from({ length: 8 }, (_, i) => `${PREFIX}${i}`);

let stored: Promise<unknown> | undefined;

/** The objects that are mapped, and one that is not. */
function storeItems(): Promise<unknown> {
  const Bucket = nameOf('Bucket');
  return Promise.all([...ITEM_KEYS, 'items/y/0'].map((Key) => s3.putObject({ Bucket, Key, Body: 'x' })));
}

export async function startMap({ options, concurrency = 4, tolerated = 0 }: MapInput): Promise<string> {
  await (stored ??= storeItems());
  const input = JSON.stringify({ prefix: PREFIX, options, concurrency, tolerated });
  return (await sfn.startExecution({ stateMachineArn: nameOf('Machine'), input })).executionArn ?? '';
}

export async function endOf(executionArn: string) {
  return until(`the end of ${executionArn}`, async () => {
    const execution = await sfn.describeExecution({ executionArn });
    return execution.status !== 'RUNNING' && execution;
  });
}

export async function mapRunOf(executionArn: string) {
  const { mapRuns: [run] = [] } = await sfn.listMapRuns({ executionArn });
  return run && sfn.describeMapRun({ mapRunArn: run.mapRunArn });
}
