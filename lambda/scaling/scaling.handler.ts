import type { Context } from 'aws-lambda';
import type { RegulatorSettings } from '../../lib/contract/regulation';
import { readSettings, readTimeScale } from '../adapters/environment';
import { createRegulatorHost } from '../adapters/regulator-host';
import { createRegulator, planning } from './scaling';

const settings = readSettings<RegulatorSettings>();
const tick = createRegulator(createRegulatorHost(settings), settings, planning(readTimeScale()));

/** Regulates all flows of a regulator; called once a minute. */
export function handler(_event: unknown, context: Context): Promise<void> {
  return tick(() => context.getRemainingTimeInMillis());
}
