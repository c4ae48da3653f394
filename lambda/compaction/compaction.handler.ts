import type { Context } from 'aws-lambda';
import type { CompactionSettings } from '../../lib/contract/settings';
import { createCompactionHost } from '../adapters/compaction-host';
import { readSettings } from '../adapters/environment';
import { CompactionEvent, createCompaction } from './compaction';

const settings = readSettings<CompactionSettings>();
const compact = createCompaction(createCompactionHost(settings), settings.pipeline);

/** Compacts the archive of a pipeline; called once an hour, or with a range of event times. */
export function handler(event: CompactionEvent, context: Context): Promise<void> {
  return compact(event, () => context.getRemainingTimeInMillis());
}
