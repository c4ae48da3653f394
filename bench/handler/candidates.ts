import {
  BatchProcessor,
  BatchProcessorSync,
  EventType,
  processPartialResponse,
  processPartialResponseSync,
} from '@aws-lambda-powertools/batch';
import type { KinesisStreamEvent, SQSEvent } from 'aws-lambda';
import type { HandlerSettings } from '../../lib/contract/settings';
import { createFailover } from '../../lambda/failover/failover';
import type { Candidate } from '../measure/cpu';
import { HostOptions, memoryHost, Sink } from './memory-host';
import { SETTINGS } from './settings';

export type AnyEvent = SQSEvent | KinesisStreamEvent;

type Handler = (event: AnyEvent) => unknown;

export const NAMES = {
  bare: 'bare loop: for (const record of Records) await noop(record)',
  powertools: 'Powertools processPartialResponse, async no-op',
  powertoolsSync: 'Powertools processPartialResponseSync, no-op',
  logic: '(a) Sluice: delivery, breaker, EMF; no archive',
  archive: '(b) Sluice: (a) + archive envelopes, NDJSON and key',
  everything: '(c) Sluice: (b) + JSON payload of a function target',
  chunked: '(d) Sluice: (a) in calls of 100 records',
  json: 'for scale: JSON.stringify of the event',
  lines: 'for scale: JSON.stringify of each record, joined as lines',
} as const;

const MINUTE = 60_000;

/** Everything that is compared, over the same events. */
export function candidates(kind: 'queue' | 'stream', events: readonly AnyEvent[]): Candidate[] {
  const ordered = kind === 'stream';
  return [
    candidate(NAMES.bare, events, bareLoop),
    candidate(NAMES.powertools, events, powertools(kind)),
    candidate(NAMES.powertoolsSync, events, powertoolsSync(kind)),
    candidate(NAMES.logic, events, sluice({ ...SETTINGS, ordered, archive: false }, { serialise: false })),
    candidate(NAMES.archive, events, sluice({ ...SETTINGS, ordered }, { serialise: false })),
    candidate(NAMES.everything, events, sluice({ ...SETTINGS, ordered }, { serialise: true })),
    candidate(
      NAMES.chunked,
      events,
      sluice({ ...SETTINGS, ordered, archive: false }, { serialise: false, maxRecords: 100 }),
    ),
    candidate(NAMES.json, events, measuring(JSON.stringify)),
    candidate(NAMES.lines, events, measuring(linesOf)),
  ];
}

function candidate(name: string, events: readonly AnyEvent[], handler: Handler): Candidate {
  let turn = 0;
  return {
    name,
    run: async (times) => {
      for (let i = 0; i < times; i++) await handler(events[turn++ % events.length]);
    },
  };
}

async function bareLoop({ Records: records }: AnyEvent): Promise<void> {
  for (const record of records) await noop(record);
}

async function noop(record: unknown): Promise<unknown> {
  return record;
}

function powertools(kind: 'queue' | 'stream'): Handler {
  const processor = new BatchProcessor(kind === 'queue' ? EventType.SQS : EventType.KinesisDataStreams);
  return (event) => processPartialResponse(event, noop, processor);
}

function powertoolsSync(kind: 'queue' | 'stream'): Handler {
  const processor = new BatchProcessorSync(kind === 'queue' ? EventType.SQS : EventType.KinesisDataStreams);
  return (event) => processPartialResponseSync(event, (record: unknown) => record, processor);
}

function measuring(serialise: (event: AnyEvent) => string): Handler {
  let chars = 0;
  return (event) => (chars += serialise(event).length);
}

function linesOf({ Records: records }: AnyEvent): string {
  return records.map((record: unknown) => `${JSON.stringify(record)}\n`).join('');
}

/** The handler as deployed, over a host in this process; a response that names failures would mean that the bench is wrong. */
function sluice(settings: HandlerSettings, options: HostOptions): Handler {
  const sink: Sink = { chars: 0 };
  const failover = createFailover(memoryHost(sink, options), settings);
  return async (event) => {
    const { batchItemFailures } = await failover(event, () => MINUTE);
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records came back`);
  };
}
