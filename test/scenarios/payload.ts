import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Random } from '../../lib/simulation/random';

type Shape = (random: Random, ordinal: number) => string | Buffer;

const lines = (ordinal: number): string => JSON.stringify({ order: ordinal, lines: ['a\nb', '"'] });

const USUAL: readonly Shape[] = [
  (_, ordinal) => lines(ordinal),
  (_, ordinal) => `Straße ${ordinal} 東京 🚰`,
  (_, ordinal) => Buffer.concat([Buffer.from([0, 255, 128, ordinal & 255, 10, 13]), Buffer.from(`${ordinal}`)]),
  (random, ordinal) => 'x'.repeat(Math.floor(random.next() * 400)) + ordinal,
];

const ODD: readonly Shape[] = [
  ...USUAL,
  () => '',
  () => ' ',
  () => 'null',
  (_, ordinal) => `first\r\nsecond\n${ordinal}\n`,
  () => '{"order":1,"order":2}',
  // As an object of the lake is written, by the pipeline and by Lambda.
  (_, ordinal) =>
    JSON.stringify({ v: 1, id: `m${ordinal + 1}`, pipeline: 'orders', eventTime: 0, record: { body: '' } }),
  () => JSON.stringify({ requestContext: { condition: 'RecordAgeExceeded' }, payload: { Records: [] } }),
  (_, ordinal) => gzipSync(lines(ordinal)),
  (_, ordinal) => aggregated([lines(ordinal), lines(ordinal + 1)]),
  (random, ordinal) => (random.next() < 0.1 ? 'z'.repeat(2 ** 20 - 8) + (ordinal % 10) : lines(ordinal)),
];

/** The bytes of a record's payload. `odd`: also such as few producers send, up to 1 MiB. */
export function payloadOf(random: Random, ordinal: number, odd: boolean): Buffer {
  const shapes = odd ? ODD : USUAL;
  const payload = shapes[Math.floor(random.next() * shapes.length)](random, ordinal);
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}

/**
 * What the Kinesis Producer Library makes of several records: a magic number, a protocol buffer, its MD5:
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md.
 */
function aggregated(records: readonly string[]): Buffer {
  const message = Buffer.concat(
    records.map((record) => field(3, Buffer.concat([Buffer.from([8, 0]), field(3, record)]))),
  );
  const body = Buffer.concat([field(1, 'key'), message]);
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), body, createHash('md5').update(body).digest()]);
}

/** A field of bytes of a protocol buffer, shorter than 128 of them. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}
