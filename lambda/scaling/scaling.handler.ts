import type { Context } from 'aws-lambda';
import type { RegulatorSettings } from '../../lib/contract/regulation';
import { readSettings, readTimeScale } from '../adapters/environment';
import { createRegulatorHost } from '../adapters/regulator-host';
import { createRegulator } from './scaling';
import { planningOn } from './time-scale';

const settings = readSettings<RegulatorSettings>();
const tick = createRegulator(createRegulatorHost(settings), settings, planningOn(readTimeScale()));

/** Regulates all flows of a regulator; called once a minute. */
export function handler(_event: unknown, context: Context): Promise<void> {
  return tick(() => context.getRemainingTimeInMillis());
}
