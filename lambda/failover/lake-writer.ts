import { createHash } from 'node:crypto';
import { Envelope, objectKey, Zone } from '../../lib/contract/lake';
import type { Host } from './host';
import { eventTime, isWellFormed, NativeRecord, receives, recordId } from './records';
import type { Undelivered } from './trip';

/** What is known of a record beyond itself; a record from the lake brings its history. */
export interface History {
  readonly attempts: number;
  readonly replays: number;
}

/** Writes records into the lake under keys that a retry of the same records repeats. */
export class LakeWriter {
  constructor(
    private readonly host: Host,
    private readonly pipeline: string,
  ) {}

  /** One object for the batch, named by its records. */
  public async archive(records: readonly NativeRecord[]): Promise<void> {
    await this.store(
      'archive',
      records.map((record) => ({ record })),
    );
  }

  /** One object for the chunk, named by its records. */
  public async spill(records: readonly Undelivered[]): Promise<void> {
    await this.store('spilled', records);
  }

  /** One object a record: whatever batch a retry puts it in, there is one copy. */
  public async quarantine(item: Unstored): Promise<void> {
    await this.store('quarantined', [item]);
  }

  /** The part of a key that stands for these records. */
  public static nameOf(envelopes: readonly Pick<Envelope, 'id'>[]): string {
    return sha256(envelopes.map(({ id }) => id).join('\n'));
  }

  private async store(zone: Zone, items: readonly Unstored[]): Promise<void> {
    const now = this.host.clock.now();
    const envelopes = items.map((item) => this.envelope(item, now));
    const key = objectKey(zone, this.pipeline, envelopes[0].eventTime, LakeWriter.nameOf(envelopes));
    await this.host.lake.putOnce(key, toLines(envelopes));
  }

  private envelope({ record, code, message }: Unstored, now: number): Envelope {
    const known = isWellFormed(record);
    return {
      v: 1,
      id: known ? recordId(record) : `undecodable-${sha256(JSON.stringify(record) ?? 'undefined')}`,
      pipeline: this.pipeline,
      eventTime: known ? eventTime(record, 0) : 0,
      storedAt: now,
      attempts: known ? receives(record) : 1,
      replays: 0,
      error: code === undefined ? undefined : { code, message: message ?? '' },
      traceId: this.host.traceId?.(),
      record,
    };
  }
}

/** Anything that a source may hand over, also what no record should look like. */
export interface Unstored {
  readonly record: unknown;
  readonly code?: string;
  readonly message?: string;
}

export function toLines(envelopes: readonly Envelope[]): string {
  return envelopes.map((envelope) => JSON.stringify(envelope) + '\n').join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
