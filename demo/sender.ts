import { setTimeout as sleep } from 'node:timers/promises';
import type { DirectoryEntry } from '../lib/contract/directory';
import type { Cloud } from './cloud';
import type { TimedRow } from './trace';
import type { TraceRow } from './warehouse';

const TICK_MILLIS = 100;
const SENDERS = 4;

/** Sends rows into a pipeline's source and notes when. */
export class Sender {
  /** Milliseconds since the epoch at which each row was handed over, by row number. */
  public readonly sentAt = new Map<number, number>();

  constructor(
    private readonly cloud: Cloud,
    private readonly source: DirectoryEntry['source'],
  ) {}

  /** Play recorded rows at a pace: those whose time has come go out together, so that bursts stay bursts. */
  public async play(rows: readonly TimedRow[], speed: number): Promise<void> {
    const start = Date.now();
    const first = rows[0]?.offset ?? 0;
    for (let position = 0; position < rows.length;) {
      const due = first + (Date.now() - start) * speed;
      let end = position;
      while (end < rows.length && rows[end].offset <= due) end++;
      await this.send(rows.slice(position, end));
      position = end;
      if (position < rows.length) await sleep(TICK_MILLIS);
    }
  }

  public async send(rows: readonly TraceRow[]): Promise<void> {
    const size = this.source.kind === 'queue' ? 10 : 500;
    const chunks: TraceRow[][] = [];
    for (let i = 0; i < rows.length; i += size) chunks.push(rows.slice(i, i + size));
    const queue = chunks.values();
    const work = async (): Promise<void> => {
      for (const chunk of queue) await this.sendChunk(chunk);
    };
    await Promise.all(Array.from({ length: SENDERS }, work));
  }

  private async sendChunk(rows: readonly TraceRow[]): Promise<void> {
    const bodies = rows.map((row) => JSON.stringify({ ...row, offset: undefined }));
    const now = Date.now();
    for (const { row } of rows) this.sentAt.set(row, now);
    await (this.source.kind === 'queue'
      ? this.cloud.sendMessages(this.source.address, bodies)
      : this.cloud.putRecords(this.source.address, bodies));
  }
}
