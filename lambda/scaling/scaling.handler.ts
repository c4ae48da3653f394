import type { Context } from 'aws-lambda';
import { createRegulatorHost, readRegulatorSettings } from '../adapters/regulator-host';
import { createRegulator } from './scaling';

const settings = readRegulatorSettings();
const tick = createRegulator(createRegulatorHost(settings), settings);

/** Regulates all flows of a regulator; called once a minute. */
export function handler(_event: unknown, context: Context): Promise<void> {
  return tick(() => context.getRemainingTimeInMillis());
}
