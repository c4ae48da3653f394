export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly summary: string;
  /** What stands after the command; in brackets where it may be left out. */
  readonly argument?: 'PIPELINE' | '[PIPELINE]' | 'TRACE';
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
}

export type CommandName = 'status' | 'replay' | 'test-alert' | 'decide' | 'simulate';

export const GLOBAL_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  endpoint: { type: 'string', value: 'URL', help: 'ask this endpoint instead of AWS (default: AWS_ENDPOINT_URL)' },
  region: { type: 'string', value: 'NAME', help: "AWS region (default: AWS_REGION, then the profile's)" },
  profile: { type: 'string', value: 'NAME', help: 'profile of ~/.aws/config (default: AWS_PROFILE)' },
  help: { type: 'boolean', short: 'h', help: 'show this' },
  version: { type: 'boolean', help: 'show the version' },
};

const SIMULATE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  kind: { type: 'string', value: 'KIND', help: 'what works the load off: workers (default) or stream' },
  'rate-per-unit': {
    type: 'string',
    value: 'N',
    help: 'records a second that a worker, or one consumer of a shard, works off (needed)',
  },
  min: { type: 'string', value: 'N', help: 'workers or shards at least (default: 1)' },
  max: { type: 'string', value: 'N', help: 'workers or shards at most (default: what twice the highest rate takes)' },
  'lag-objective': { type: 'string', value: 'SECONDS', help: 'no record should wait longer (default: 60)' },
  variant: {
    type: 'string',
    value: 'NAME',
    help: 'what goes wrong: base (default), fresh, slow, shift, outage, hot or pause',
  },
  seed: { type: 'string', value: 'N', help: 'of all chance: the same seed, the same run (default: 1)' },
  controllers: { type: 'string', value: 'A,B', help: 'which to try (default: all)' },
  scale: { type: 'string', value: 'FACTOR', help: 'multiplies the rates of the trace (default: 1)' },
  'burst-group': { type: 'string', value: 'N', help: 'records that come at the same time (default: 1)' },
  seconds: { type: 'string', value: 'SECONDS', help: 'length of the run (default: that of the trace)' },
  out: { type: 'string', value: 'FILE', help: 'write a page with charts: one HTML file that needs no network' },
  fast: { type: 'boolean', help: 'leave out the optimum, which takes longest' },
};

export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  status: {
    summary: 'show what flows, what waits and what is wrong, in one pipeline or in all',
    argument: '[PIPELINE]',
    options: {
      since: { type: 'string', value: 'DURATION', help: 'window of the flow, 1m to 15d (default: 15m)' },
      json: { type: 'boolean', help: 'print one JSON array instead of tables' },
    },
    examples: ['sluice status', 'sluice status Orders --since 2h', 'sluice status --json | jq ".[].flow.leaked"'],
  },
  replay: {
    summary: 'send records of the lake through the pipeline again',
    argument: 'PIPELINE',
    options: {
      prefix: {
        type: 'string',
        value: 'PREFIX',
        help: 'spilled, quarantined, archive, or a key prefix within them (default: spilled)',
      },
      from: { type: 'string', value: 'TIME', help: 'first event time: ISO date (UTC) or a duration ago, as 15m' },
      to: { type: 'string', value: 'TIME', help: 'event time to stop before, likewise' },
      'dry-run': { type: 'boolean', help: 'count what would be replayed, start nothing' },
      key: {
        type: 'string',
        value: 'KEY',
        help: 'of this partition key or message group only; KEY* for all that begin so',
      },
      ordered: {
        type: 'boolean',
        help: 'one object after the other, oldest first: no record overtakes one of its key',
      },
      rate: { type: 'string', value: 'N', help: 'records a second at most (default: no limit)' },
      concurrency: { type: 'string', value: 'N', help: 'objects at a time (default: 4)' },
      force: { type: 'boolean', help: 'start although a replay of the same prefix is running' },
      again: { type: 'boolean', help: 'deliver a window of the archive that was replayed before once more' },
      ticket: { type: 'string', value: 'ID', help: 'show the replay of this ticket, or steer it:' },
      pause: { type: 'boolean', help: '  stop it so that it can be resumed; without a ticket, all that run' },
      resume: { type: 'boolean', help: '  go on with it' },
      cancel: { type: 'boolean', help: '  stop it; without a ticket, all that run' },
      yes: { type: 'boolean', short: 'y', help: 'do not ask; needed to replay the archive without a terminal' },
    },
    examples: [
      'sluice replay Orders --dry-run',
      'sluice replay Orders --from 2h --rate 200',
      'sluice replay Orders --prefix archive --from 2026-11-24T03:00 --to 2026-11-24T05:00 --key customer-7 --ordered',
      'sluice replay Orders --ticket operator-2026-11-24T04-51-06-081Z --pause',
      'sluice replay Orders --prefix quarantined --from 2026-11-24T03:00 --to 2026-11-24T05:00',
    ],
  },
  'test-alert': {
    summary: 'ring the outage alarm for a moment and say who was told',
    argument: 'PIPELINE',
    options: {
      'message-only': { type: 'boolean', help: 'publish to the topic directly, leave the alarm alone' },
    },
    examples: ['sluice test-alert Orders', 'sluice test-alert Orders --message-only'],
  },
  decide: {
    summary: 'decide as the regulator does: observations in, settings out, as lines of JSON',
    options: {},
    examples: ['sluice decide < observations.jsonl', 'my-simulator | sluice decide'],
  },
  simulate: {
    summary: 'try the regulator and other autoscalers on a trace of your own: a table, and a page with charts',
    argument: 'TRACE',
    options: SIMULATE_OPTIONS,
    examples: [
      'sluice simulate trace.csv --rate-per-unit 400 --out simulation.html',
      'sluice simulate trace.csv --kind stream --rate-per-unit 250 --controllers sluice,hpa --fast',
    ],
  },
};
