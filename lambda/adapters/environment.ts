import { EMULATOR_VARIABLE, TIME_SCALE_VARIABLE } from '../../lib/contract/regulation';
import { SETTINGS_VARIABLE } from '../../lib/contract/settings';
import type { Clock } from '../failover/host';

/** What the construct wrote into the environment. */
export function readSettings<Settings>(): Settings {
  const text = process.env[SETTINGS_VARIABLE];
  if (!text) throw new Error(`SETTINGS_MISSING: ${SETTINGS_VARIABLE} is not set; deploy this handler by its construct`);
  return JSON.parse(text) as Settings;
}

/** An hour in a minute; faster, no metrics would come between two decisions. */
const MOST_SCALE = 60;

/** Seconds that a planner counts in one of the clock: 1, unless a demonstration on an emulator says otherwise. */
export function readTimeScale(): number {
  const text = process.env[TIME_SCALE_VARIABLE];
  if (text === undefined) return 1;
  if (!process.env[EMULATOR_VARIABLE]) {
    throw new Error(
      `TIME_SCALE_ON_AWS: ${TIME_SCALE_VARIABLE} is for an emulator, whose address is in ${EMULATOR_VARIABLE}; remove it`,
    );
  }
  const scale = Number(text);
  if (Number.isInteger(scale) && scale >= 1 && scale <= MOST_SCALE) return scale;
  throw new Error(`TIME_SCALE: ${TIME_SCALE_VARIABLE} must be a whole number from 1 to ${MOST_SCALE}, got '${text}'`);
}

/** The time of this machine. */
export const CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: (millis) => new Promise((done) => setTimeout(done, millis)),
};
