import { estimatedMillis, ReplayRequest } from './replay-request';

/** USD in us-east-1, as of November 2026; other regions differ by up to a half. */
export const PRICES = {
  /** https://aws.amazon.com/lambda/pricing/, ARM. */
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** https://aws.amazon.com/step-functions/pricing/, Standard workflows. */
  transition: 0.025 / 1e3,
  /** https://aws.amazon.com/s3/pricing/, S3 Standard; deletions are free. */
  s3Get: 0.0004 / 1e3,
  s3PutOrList: 0.005 / 1e3,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/. */
  tableWrite: 0.625 / 1e6,
  tableRead: 0.125 / 1e6,
} as const;

/** A child execution counts its start and its one state. */
const TRANSITIONS = 2;

/** A claim is read, taken and given back. */
const READS = 1;
const WRITES = 2;

const WORKER_GB = 0.5;

/** What a worker does where nothing holds it up: to start, and each MB from S3 to a target. Measured targets take longer. */
const LEAST_OBJECT_SECONDS = 0.1;
const SECONDS_PER_MB = 0.1;

export interface ReplayCost {
  readonly dollars: number;
  /** Of all workers together, at least. */
  readonly workerSeconds: number;
}

/** What so many objects cost at least, beyond the target's own work. A rate makes workers wait, and waiting is paid for. */
export function costOf(objects: number, records: number, bytes: number, request: ReplayRequest): ReplayCost {
  const busy = objects * LEAST_OBJECT_SECONDS + (bytes / 1e6) * SECONDS_PER_MB;
  const atRate = ((estimatedMillis(records, request.rate) ?? 0) / 1_000) * workersOf(objects, request);
  const workerSeconds = Math.max(busy, atRate);
  const perObject =
    PRICES.lambdaRequest + PRICES.s3Get + READS * PRICES.tableRead + WRITES * PRICES.tableWrite + transitions(request);
  const listing = Math.ceil(objects / 1_000) * PRICES.s3PutOrList;
  const dollars = objects * perObject + listing + workerSeconds * WORKER_GB * PRICES.lambdaGbSecond;
  return { dollars, workerSeconds };
}

/** Milliseconds that the replay takes at least. */
export function leastMillis(objects: number, records: number, cost: ReplayCost, request: ReplayRequest): number {
  const working = (cost.workerSeconds / Math.max(1, workersOf(objects, request))) * 1_000;
  return Math.max(working, estimatedMillis(records, request.rate) ?? 0);
}

function workersOf(objects: number, { ordered, concurrency }: ReplayRequest): number {
  return ordered ? 1 : Math.min(concurrency, objects);
}

/** One worker after the other takes as many objects as its time allows: hardly a transition each. */
function transitions({ ordered }: ReplayRequest): number {
  return ordered ? 0 : TRANSITIONS * PRICES.transition;
}
