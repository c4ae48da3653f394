/** One way of doing the same work; `run` does it `times` times over. */
export interface Candidate {
  readonly name: string;
  run(times: number): Promise<unknown>;
}

/** CPU time that one sample takes at least, so that the clock's own grain does not show. */
const SAMPLE_MICROS = 30_000;

const WARM_UP_MICROS = 250_000;

/**
 * Prepare to measure a candidate: runs it until it is compiled as it will be. Each call of the result is one sample: CPU
 * microseconds of one run, user and system time of the whole process, so garbage collection and compilation count.
 */
export async function prepare(candidate: Candidate): Promise<() => Promise<number>> {
  let micros = 1;
  for (let times = 1, spent = 0; spent < WARM_UP_MICROS; times *= 2) {
    const sample = Math.max(1, await cpuMicros(() => candidate.run(times)));
    spent += sample;
    micros = sample / times;
  }
  const times = Math.max(1, Math.ceil(SAMPLE_MICROS / micros));
  return async () => (await cpuMicros(() => candidate.run(times))) / times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function cpuMicros(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
