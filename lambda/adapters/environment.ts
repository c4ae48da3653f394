import { TIME_SCALE_VARIABLE } from '../../lib/contract/regulation';
import { SETTINGS_VARIABLE } from '../../lib/contract/settings';
import type { Clock } from '../failover/host';

/** What the construct wrote into the environment. */
export function readSettings<Settings>(): Settings {
  const text = process.env[SETTINGS_VARIABLE];
  if (!text) throw new Error(`SETTINGS_MISSING: ${SETTINGS_VARIABLE} is not set; deploy this handler by its construct`);
  return JSON.parse(text) as Settings;
}

/** Seconds that a planner counts in one of the clock. */
export function readTimeScale(): number {
  return Number(process.env[TIME_SCALE_VARIABLE] ?? 1);
}

/** The time of this machine. */
export const CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: (millis) => new Promise((done) => setTimeout(done, millis)),
};
