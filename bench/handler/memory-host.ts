import type { Delivery, Host, LakeWriter, StateStore, Target, Versioned } from '../../lambda/failover/host';
import type { NativeRecord } from '../../lambda/failover/records';

const ACCEPTED: Delivery = { kind: 'accepted' };

/** What the handler handed out, so that no work can be optimised away. */
export interface Sink {
  chars: number;
}

export interface HostOptions {
  /** Serialise each call's payload as the function and HTTP targets do. */
  readonly serialise: boolean;
  /** Records of one call; a function target takes 10,000. */
  readonly maxRecords?: number;
}

/** The handler's world in one process: targets that accept, a lake that forgets, a table in memory, the real clock. */
export function memoryHost(sink: Sink, { serialise, maxRecords = 10_000 }: HostOptions): Host {
  const target: Target = {
    maxRecords,
    deliver: async (records) => {
      if (serialise) sink.chars += payloadOf(records).length;
      return ACCEPTED;
    },
  };
  return {
    clock: { now: Date.now, random: Math.random, sleep: (millis) => new Promise((done) => setTimeout(done, millis)) },
    primary: target,
    fallback: target,
    lake: forgetfulLake(sink),
    state: memoryState(),
    emit: (line) => void (sink.chars += line.length),
    log: (message, details) => {
      throw new Error(`a healthy run has nothing to say, but said ${message} ${JSON.stringify(details)}`);
    },
    traceId: () => 'Root=1-65f2c8a0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
  };
}

/** One table item a breaker, versioned as in DynamoDB. */
export function memoryState(): StateStore {
  const items = new Map<string, Versioned>();
  return {
    read: async (key) => items.get(key),
    write: async (key, value, expected) => {
      if ((items.get(key)?.version ?? 0) !== expected) return false;
      items.set(key, { version: expected + 1, value });
      return true;
    },
  };
}

function payloadOf(records: readonly NativeRecord[]): string {
  return JSON.stringify({ Records: records });
}

function forgetfulLake(sink: Sink): LakeWriter {
  return {
    putOnce: async (key, body) => {
      sink.chars += key.length + body.length;
    },
  };
}
