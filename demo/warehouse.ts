import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Path = 'primary' | 'fallback';

/** A row's effects: one is right, none is loss, two are a duplicate. */
export interface Effect {
  readonly path: Path;
  readonly at: number;
}

interface Row {
  readonly key: string;
  readonly row: number;
}

/**
 * The demo's two sinks of one pipeline: an idempotent store, keyed by the record's own id, behind a primary and a fallback
 * entrance that can each be broken. All figures of the demo are counted here, by the row number inside the payload: a key that
 * changed on its way through fallback, spill or replay would show as a second effect.
 */
export class Warehouse {
  public readonly effects = new Map<number, Effect[]>();
  public readonly broken: Record<Path, boolean> = { primary: false, fallback: false };
  /** What is taken is kept, and the connection breaks before the answer. */
  public readonly losesAnswers: Record<Path, boolean> = { primary: false, fallback: false };
  /** When each call was refused for an outage. */
  public readonly failedCalls: Record<Path, number[]> = { primary: [], fallback: [] };
  /** Deliveries of a key that had its effect already: absorbed, as an idempotent store does. */
  public absorbed = 0;
  private readonly keys = new Set<string>();

  /** @param millisPerRow what it takes the primary to store a row */
  constructor(private readonly millisPerRow = 0) {}

  public heal(): void {
    for (const path of ['primary', 'fallback'] as const) this.broken[path] = this.losesAnswers[path] = false;
  }

  /** The primary takes as long as rows do; an outage answers at once, and the fallback only notes rows down. */
  public async work(path: Path, rows: readonly Row[]): Promise<void> {
    if (path === 'primary' && !this.broken.primary) await sleep(rows.length * this.millisPerRow);
  }

  /** Whether the store took the rows. */
  public accept(path: Path, rows: readonly Row[], now: number): boolean {
    if (this.broken[path]) {
      this.failedCalls[path].push(now);
      return false;
    }
    for (const { key, row } of rows) {
      if (this.keys.has(key)) this.absorbed++;
      else this.effects.set(row, [...(this.effects.get(row) ?? []), { path, at: now }]);
      this.keys.add(key);
    }
    return true;
  }
}

/** Serves the warehouses over HTTP at `/<pipeline>/<primary|fallback>`. */
export class WarehouseServer {
  private readonly server: Server;

  constructor(private readonly warehouses: ReadonlyMap<string, Warehouse>) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, pipeline, path] = (request.url ?? '').split('/');
    const warehouse = this.warehouses.get(pipeline);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!warehouse || (path !== 'primary' && path !== 'fallback')) return void response.writeHead(404).end();
    const { rows, failed } = readBody(Buffer.concat(chunks).toString('utf8'));
    await warehouse.work(path, rows);
    const accepted = warehouse.accept(path, rows, Date.now());
    if (warehouse.losesAnswers[path]) return void response.destroy();
    response.writeHead(accepted ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ batchItemFailures: accepted ? failed : undefined }));
  }
}

/** The consumer sends rows; the fallback gets the native event and reads it itself. */
function readBody(text: string): { rows: Row[]; failed: { itemIdentifier: string }[] } {
  const body = JSON.parse(text) as { rows?: Row[]; Records?: NativeLike[] };
  if (body.rows) return { rows: body.rows, failed: [] };
  const failed: { itemIdentifier: string }[] = [];
  const rows = (body.Records ?? []).flatMap((record) => {
    const row = parseRow(record.body ?? Buffer.from(record.kinesis!.data, 'base64').toString('utf8'));
    if (Number.isInteger(row.generatedTokens)) return [{ key: (record.messageId ?? record.eventID)!, row: row.row }];
    failed.push({ itemIdentifier: (record.messageId ?? record.kinesis?.sequenceNumber)! });
    return [];
  });
  return { rows, failed };
}

interface NativeLike {
  readonly messageId?: string;
  readonly eventID?: string;
  readonly body?: string;
  readonly kinesis?: { readonly data: string; readonly sequenceNumber: string };
}

export interface TraceRow {
  readonly row: number;
  readonly timestamp: string;
  readonly contextTokens: number;
  /** A number; a text in the rows that are poison to the first consumer. */
  readonly generatedTokens: number | string;
  /** Rows of one key keep their order where the source promises one; without it, each row is its own. */
  readonly key?: string;
}

export function parseRow(text: string): TraceRow {
  return JSON.parse(text) as TraceRow;
}
