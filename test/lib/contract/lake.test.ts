import * as fc from 'fast-check';
import {
  describeKey,
  hourPrefix,
  isFirstFormat,
  objectKey,
  zoneOf,
  zonePrefix,
  ZONES,
} from '../../../lib/contract/lake';

const zone = fc.constantFrom(...ZONES);
const pipeline = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);
/** Milliseconds since the epoch, up to the year 9999. */
const time = fc.integer({ min: 0, max: 253_402_300_799_999 });
const times = fc.array(time, { minLength: 1, maxLength: 20 });
const hash = fc.stringMatching(/^[0-9a-f]{16}$/);

// Deployed pipelines have objects under such keys: a change must still find them.
test('an object lies in the hour of its earliest record', () =>
  expect(objectKey('spilled', 'Shop-Orders', [1795492800000, Date.UTC(2026, 10, 24, 3, 59, 59, 999)], 'abc')).toBe(
    'spilled/Shop-Orders/dt=2026-11-24/hh=03/1795492799999-1795492800000-2-abc.ndjson',
  ));

test('every key is found under its zone, pipeline and hour, and tells its zone and what is in the object', () =>
  fc.assert(
    fc.property(zone, pipeline, times, hash, (inZone, ofPipeline, at, ofRecords) => {
      const key = objectKey(inZone, ofPipeline, at, ofRecords);
      const known = at.filter((each) => each > 0);
      expect(key.startsWith(zonePrefix(inZone, ofPipeline))).toBe(true);
      expect(key.startsWith(hourPrefix(inZone, ofPipeline, known.length > 0 ? Math.min(...known) : 0))).toBe(true);
      expect(zoneOf(key)).toBe(inZone);
      expect(describeKey(key)).toEqual({ earliest: Math.min(...at), latest: Math.max(...at), records: at.length });
      expect(isFirstFormat(key)).toBe(false);
    }),
  ));

test.each(['spilled/Orders/dt=2026-11-24/hh=03/1795492799999-7e18f737311b2dc3b2f269dd78396b03.ndjson', 'archive/x/y'])(
  '%s tells nothing of its records, as all objects of the first format',
  (key) => expect([describeKey(key), isFirstFormat(key)]).toEqual([undefined, true]),
);

test('what Lambda itself wrote tells nothing, and is none of ours', () => {
  const key = 'aws/lambda/0aa1/shardId-000000000006/2026/11/24/1-2-3-a.json';
  expect([describeKey(key), isFirstFormat(key)]).toEqual([undefined, false]);
});

test('the folder of a pipeline holds no objects of one whose name begins alike', () =>
  fc.assert(
    fc.property(zone, pipeline, pipeline, time, (inZone, name, more, at) => {
      expect(objectKey(inZone, name + more, [at], 'x').startsWith(zonePrefix(inZone, name))).toBe(false);
    }),
  ));

test.each(['aws/lambda/x', 'replay-runs/Orders/x', 'archived/x', 'spilled'])('%s lies in no zone', (key) =>
  expect(zoneOf(key)).toBeUndefined(),
);
