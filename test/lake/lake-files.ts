import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LAKE_COLUMNS } from '../../lib/buffer/lake-table';

/** Objects of the lake as files below a folder. */
export function writeLake(folder: string, objects: ReadonlyMap<string, string | Buffer>): void {
  for (const [key, body] of objects) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  }
}

/** An engine that shares no code with the handlers, with a view `records` like the table that the catalog describes. */
export async function duckDbOver(folder: string): Promise<DuckDBConnection> {
  const never = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
  const connection = await (await DuckDBInstance.create(':memory:', never)).connect();
  const columns = Object.entries(LAKE_COLUMNS).map(([name, type]) => `'${name}': '${duckDbType(type)}'`);
  await connection.run(`
    CREATE VIEW records AS
    SELECT split_part(path, '/', 1) AS zone, split_part(path, '/', 2) AS pipeline, * EXCLUDE (path)
    FROM (
      SELECT * EXCLUDE (filename), replace(filename, '${folder}/', '') AS path
      FROM read_json('${folder}/*/*/dt=*/hh=*/*.ndjson*', format = 'newline_delimited', filename = true,
        hive_partitioning = true, hive_types = {'dt': 'VARCHAR', 'hh': 'VARCHAR'}, columns = {${columns.join(', ')}})
    )`);
  return connection;
}

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

/** DuckDB gives large integers as text. */
function plain(value: unknown): unknown {
  return typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** Hive's word for a type, in DuckDB's. */
function duckDbType(hive: string): string {
  return hive
    .replace(/struct<([^<>]*)>/g, (_, members: string) => `STRUCT(${members.replace(/(\w+):/g, '"$1" ')})`)
    .replace(/struct<(.*)>$/, (_, members: string) => `STRUCT(${members.replace(/(\w+):/g, '"$1" ')})`)
    .replace(/string/g, 'VARCHAR');
}
