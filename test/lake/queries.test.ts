import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createFailover } from '../../lambda/failover/failover';
import { NativeRecord, recordId } from '../../lambda/failover/records';
import { createWorld, deadline, DOWN, settingsOf, throwing, World } from '../lambda/fake-host';
import { message, START } from '../lambda/records';
import { duckDbOver, rowsOf, writeLake } from './lake-files';
import { ALL_SHAPES, MESSAGES, STREAM_RECORDS } from './shapes';

const POISON = [message('bad-1', { sentAt: START }), message('bad-2', { sentAt: START })];
const folder = mkdtempSync(join(tmpdir(), 'sluice-lake-'));
let lake: DuckDBConnection;

async function handle(world: World, records: readonly NativeRecord[]): Promise<void> {
  const failover = createFailover(world.host(), settingsOf({ pipeline: 'Orders', archive: true }));
  await failover({ Records: records }, deadline(world.clock));
}

/** The handler archives everything, spills in an outage, and quarantines what a working target refuses. */
beforeAll(async () => {
  const world = createWorld();
  world.primary.behaviour = throwing((id) => id.startsWith('bad'));
  await handle(world, [message('good', { sentAt: START }), ...POISON]);
  world.primary.behaviour = DOWN;
  await handle(world, MESSAGES);
  await handle(world, STREAM_RECORDS);
  writeLake(folder, world.lake.objects);
  lake = await duckDbOver(folder);
});

afterAll(() => {
  lake.closeSync();
  rmSync(folder, { recursive: true });
});

const rows = (sql: string): Promise<Record<string, unknown>[]> => rowsOf(lake, sql);

/** Of docs/lake.md, by the sentence before them. */
function documented(beginning: string): string {
  const text = readFileSync(join(__dirname, '../../docs/lake.md'), 'utf8');
  const at = text.indexOf(beginning);
  expect(at).toBeGreaterThan(0);
  return /```sql\n([\s\S]*?)```/.exec(text.slice(at))![1];
}

describe('a query engine of other people reads the lake', () => {
  it('with as many records, by zone and hour, as the handler stored', async () => {
    expect(await rows(documented('How many records'))).toEqual([
      { zone: 'archive', hh: '03', records: MESSAGES.length + 3, ids: MESSAGES.length + 3 },
      { zone: 'archive', hh: '04', records: STREAM_RECORDS.length, ids: STREAM_RECORDS.length },
      { zone: 'quarantined', hh: '03', records: 2, ids: 2 },
      { zone: 'spilled', hh: '03', records: MESSAGES.length, ids: MESSAGES.length },
      { zone: 'spilled', hh: '04', records: STREAM_RECORDS.length, ids: STREAM_RECORDS.length },
    ]);
  });

  it.each(['archive', 'spilled'])('with every payload in %s as it was sent, whatever bytes it has', async (zone) => {
    const found = await rows(`SELECT id, record.body AS text, record.kinesis.data AS bytes
      FROM records WHERE zone = '${zone}' AND (id LIKE 'text-%' OR id LIKE 'shardId-%')`);
    const expected = ALL_SHAPES.map((record) => ({
      id: recordId(record),
      text: 'body' in record ? record.body : null,
      bytes: 'kinesis' in record ? record.kinesis.data : null,
    }));
    expect(new Map(found.map((row) => [row.id, row]))).toEqual(new Map(expected.map((row) => [row.id, row])));
  });

  it('with what a record came with, when, and why it is here', async () => {
    const found = await rows(
      `SELECT zone, dt, eventTime, attempts, error.code AS code, record.eventSourceARN AS source,
      record.attributes.SentTimestamp AS sent FROM records WHERE id = 'text-unicode' ORDER BY zone`,
    );
    const known = { dt: '2026-11-24', eventTime: START, attempts: 1, source: MESSAGES[0].eventSourceARN, sent: START };
    expect(found).toEqual([
      { zone: 'archive', ...known, code: null },
      { zone: 'spilled', ...known, code: 'HTTP_503' },
    ]);
  });

  it('and answers why records are quarantined', async () => {
    expect(await rows(documented('Why records are quarantined'))).toMatchObject([{ code: 'TypeError', records: 2 }]);
  });

  it('and gives the payload of one record', async () => {
    const sql = documented('The payload of one record').replace("'m7'", "'text-lines'");
    expect(await rows(sql)).toEqual([{ body: MESSAGES[1].body }]);
  });

  it('and finds by a join of zones what is spilled and not archived', async () => {
    const sql = documented('Records that are spilled and in no archive');
    expect(await rows(sql)).toEqual([]);
    const missing = sql.replaceAll(
      "archived.zone = 'archive'",
      "archived.zone = 'archive' AND archived.id <> 'text-empty'",
    );
    expect(await rows(missing)).toEqual([{ id: 'text-empty' }]);
  });
});
