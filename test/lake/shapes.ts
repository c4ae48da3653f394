import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { NativeRecord } from '../../lambda/failover/records';
import { message, START, streamRecord } from '../lambda/records';

const MEBIBYTE = 1_048_576;

/** Payloads that make trouble where bytes, lines, quotes or sizes are taken for granted. */
const TEXTS: Readonly<Record<string, string>> = {
  unicode: 'Straße 東京 🚰 \u2028\u2029 \ufeff',
  lines: 'a\nb\r\nc\\n"\'\t\u0000',
  envelope: '{"v":2,"id":"else","record":{"body":"x"},"crc32":"00000000"}',
  empty: '',
  large: 'ü'.repeat(MEBIBYTE / 2),
  numbers: '12345678901234567890.10',
};

const BYTES: Readonly<Record<string, Buffer>> = {
  binary: Buffer.from([0, 255, 128, 10, 13, 34, 92, 237, 160, 128]),
  compressed: gzipSync('{"order":1}'),
  // The KPL's mark, before whatever protobuf follows.
  aggregated: Buffer.concat([Buffer.from('f3899ac2', 'hex'), randomBytes(200)]),
  empty: Buffer.alloc(0),
  large: randomBytes(MEBIBYTE),
};

export const MESSAGES = Object.entries(TEXTS).map(([shape, body]) => message(`text-${shape}`, { body, sentAt: START }));

export const STREAM_RECORDS = Object.entries(BYTES).map(([shape, data], index) =>
  streamRecord(index, { data, key: `bytes-${shape}`, arrivedAt: START + 3_600_000 }),
);

export const ALL_SHAPES: readonly NativeRecord[] = [...MESSAGES, ...STREAM_RECORDS];
