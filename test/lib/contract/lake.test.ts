import * as fc from 'fast-check';
import { hourPrefix, objectKey, zoneOf, zonePrefix, ZONES } from '../../../lib/contract/lake';

const zone = fc.constantFrom(...ZONES);
const pipeline = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);
/** Milliseconds since the epoch, up to the year 9999. */
const time = fc.integer({ min: 0, max: 253_402_300_799_999 });
const hash = fc.stringMatching(/^[0-9a-f]{16}$/);

// Deployed pipelines have objects under such keys: a change must still find them.
test('an object lies in the hour of its first record', () =>
  expect(objectKey('spilled', 'Shop-Orders', Date.UTC(2026, 10, 24, 3, 59, 59, 999), 'abc')).toBe(
    'spilled/Shop-Orders/dt=2026-11-24/hh=03/1795492799999-abc.ndjson',
  ));

test('every key is found under its zone, pipeline and hour, and tells its zone', () =>
  fc.assert(
    fc.property(zone, pipeline, time, hash, (inZone, ofPipeline, at, ofRecords) => {
      const key = objectKey(inZone, ofPipeline, at, ofRecords);
      expect(key.startsWith(zonePrefix(inZone, ofPipeline))).toBe(true);
      expect(key.startsWith(hourPrefix(inZone, ofPipeline, at))).toBe(true);
      expect(zoneOf(key)).toBe(inZone);
    }),
  ));

test('the folder of a pipeline holds no objects of one whose name begins alike', () =>
  fc.assert(
    fc.property(zone, pipeline, pipeline, time, (inZone, name, more, at) => {
      expect(objectKey(inZone, name + more, at, 'x').startsWith(zonePrefix(inZone, name))).toBe(false);
    }),
  ));

test.each(['aws/lambda/x', 'replay-runs/Orders/x', 'archived/x', 'spilled'])('%s lies in no zone', (key) =>
  expect(zoneOf(key)).toBeUndefined(),
);
