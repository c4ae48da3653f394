import type { Context } from 'aws-lambda';
import type { RegulatorSettings } from '../../lib/contract/regulation';
import { readSettings } from '../adapters/environment';
import { createRegulatorHost } from '../adapters/regulator-host';
import { createRegulator } from './scaling';

const settings = readSettings<RegulatorSettings>();
const tick = createRegulator(createRegulatorHost(settings), settings);

/** Regulates all flows of a regulator; called once a minute. */
export function handler(_event: unknown, context: Context): Promise<void> {
  return tick(() => context.getRemainingTimeInMillis());
}
