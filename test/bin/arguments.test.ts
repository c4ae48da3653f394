import { fakeHost } from './fake-host';

test.each([
  ['', 'UsageError COMMAND_UNKNOWN: no command given; allowed: status, replay, test-alert'],
  ['statu', "UsageError COMMAND_UNKNOWN: no command 'statu'; allowed"],
  ['status --foo', "UsageError OPTION_UNKNOWN: sluice status has no option '--foo'; allowed: --endpoint"],
  ['status --dry-run', "UsageError OPTION_UNKNOWN: sluice status has no option '--dry-run'"],
  ['status --since', 'UsageError OPTION_INVALID: --since needs a value'],
  ['status --json=yes', 'UsageError OPTION_INVALID: --json takes no value'],
  ['status --since 5x', "UsageError DURATION_INVALID: --since is '5x'"],
  ['status A B', "UsageError ARGUMENT_UNEXPECTED: sluice status takes one pipeline; got 'A', 'B'"],
  ['replay', 'UsageError PIPELINE_MISSING: sluice replay needs the name of a pipeline'],
  ['replay Orders --from -15m', 'UsageError OPTION_INVALID: --from needs a value'],
  ['replay Orders --from 2026-02-30', "UsageError INSTANT_INVALID: --from is '2026-02-30'"],
  ['replay Orders --from 5m --to 10m', 'UsageError RANGE_EMPTY: --from 5m is not before --to 10m'],
  ['replay Orders --rate fast', "UsageError NUMBER_INVALID: --rate is 'fast'"],
  ['replay Orders --concurrency 0', "UsageError NUMBER_INVALID: --concurrency is '0'"],
  ['status --endpoint here', "UsageError ENDPOINT_INVALID: --endpoint is 'here'"],
])("'sluice %s' is not understood: exit code 2 and one message, no stack trace", async (line, message) => {
  const { sluice, terminal } = fakeHost();
  expect(await sluice(line)).toBe(2);
  expect(terminal.noted).toContain(message);
  expect(terminal.noted).not.toMatch(/^\s+at /m);
  expect(terminal.outLines).toEqual([]);
});

test.each(['--help', '-h', 'help', 'status --help', 'help replay', 'test-alert -h'])(
  "'sluice %s' shows help and succeeds",
  async (line) => {
    const { sluice, terminal } = fakeHost();
    expect(await sluice(line)).toBe(0);
    expect(terminal.text).toContain('Usage: sluice');
  },
);

test('help of a command tells its options and examples', async () => {
  const { sluice, terminal } = fakeHost();
  await sluice('replay --help');
  expect(terminal.text).toContain('--dry-run');
  expect(terminal.text).toContain('sluice replay Orders --dry-run');
  expect(terminal.text).not.toContain('--message-only');
});

test('the version is shown alone', async () => {
  const { sluice, terminal } = fakeHost();
  expect(await sluice('--version')).toBe(0);
  expect(terminal.outLines).toEqual(['1.2.3']);
});

test('global options may stand before the command', async () => {
  const { sluice, terminal } = fakeHost();
  expect(await sluice('--region eu-west-1 --endpoint http://127.0.0.1:1 status Orders')).toBe(0);
  expect(terminal.text).toContain('Orders');
});
