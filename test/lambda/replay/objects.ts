import { Envelope, hourPrefix, Zone } from '../../../lib/contract/lake';
import type { HandlerSettings } from '../../../lib/contract/settings';
import { ReplayItem, ReplayReport, wholePrefix } from '../../../lib/contract/replay';
import { eventTime, NativeRecord, recordId } from '../../../lambda/failover/records';
import { createFailover } from '../../../lambda/failover/failover';
import { createReplay } from '../../../lambda/replay/replay';
import { deadline, settingsOf, World } from '../fake-host';
import { message, START } from '../records';

/** A record as it lies in the lake. */
export function envelope(record: NativeRecord, overrides: Partial<Envelope> = {}): Envelope {
  return {
    v: 1,
    id: recordId(record),
    pipeline: 'orders',
    eventTime: eventTime(record, 0),
    storedAt: START,
    attempts: 1,
    replays: 0,
    error: { code: 'HTTP_503', message: 'down' },
    record,
    ...overrides,
  };
}

/** Put an object of the first format into the lake; returns its key. */
export function keep(world: World, zone: Zone, lines: readonly (Envelope | string)[]): string {
  const key = `${hourPrefix(zone, 'orders', START)}${START}-object${world.lake.objects.size}.ndjson`;
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  world.lake.objects.set(key, text);
  return key;
}

export interface ReplayOptions {
  readonly item?: Partial<ReplayItem>;
  readonly settings?: Partial<HandlerSettings>;
  readonly millis?: number;
}

/** One worker, in an environment of its own, on one object. */
export function replay(world: World, key: string, options: ReplayOptions = {}): Promise<ReplayReport> {
  const item = { ...wholePrefix('spilled/orders/', 'operator'), ...options.item, key };
  return createReplay(world.host(), settingsOf(options.settings))(item, deadline(world.clock, options.millis));
}

/** A record of live traffic that the target takes. */
export async function live(world: World): Promise<void> {
  const failover = createFailover(world.host(), settingsOf({ pipeline: 'orders' }));
  await failover({ Records: [message(`live${world.clock.now()}`)] }, deadline(world.clock));
}
