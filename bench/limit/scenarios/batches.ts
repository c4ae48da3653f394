import { scenario, Scenario } from '../scenario';

/** A call of `records` takes 20 ms and 1 ms a record; a call should not take more than 300 ms. */
function batches(name: string, count: number): Scenario {
  const objectiveMillis = 300;
  // Of all sizes this one has the most records in time: a larger one is late too often.
  const chunk = 190;
  const millis = 20 + chunk;
  return scenario({
    name,
    model: {
      servers: () => count,
      baseMillis: () => 21,
      perRecordMillis: 1,
      noise: { kind: 'lognormal', sigma: 0.15 },
    },
    bounds: { maxChunk: 1_000, maxConcurrency: 1_000, objectiveMillis },
    objectiveMillis,
    capacity: () => count,
    chunk,
    roundTrip: () => millis,
    durationMillis: 2_000 * millis,
  });
}

/** The case of Clipper: larger batches cost less a record, until they are late. */
export const BATCHES: readonly Scenario[] = [
  batches('batches: 20 ms + 1 ms a record, 1 server', 1),
  batches('batches: 20 ms + 1 ms a record, 4 servers', 4),
];
