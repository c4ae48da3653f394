import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Often enough to time what is asserted, seldom enough to leave the CPU to what is watched. */
const POLL_MILLIS = 250;

/** What the probe finds, once it finds something. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  timeoutSeconds = 30,
): Promise<T> {
  for (const end = Date.now() + timeoutSeconds * 1_000; ; await sleep(POLL_MILLIS)) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) assert.fail(`${what}: not within ${timeoutSeconds} s`);
  }
}
