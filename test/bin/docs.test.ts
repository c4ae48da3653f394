import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS, GLOBAL_OPTIONS } from '../../bin/cli/commands';
import { help } from '../../bin/cli/help';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const folder = join(root, 'bin/cli');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

const found = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, match]) => match));

test('the page names every command and option', () => {
  const options = [GLOBAL_OPTIONS, ...Object.values(COMMANDS).map((command) => command.options)].flatMap(Object.keys);
  for (const option of options) expect(page).toContain(`--${option}`);
  for (const command of Object.keys(COMMANDS)) expect(page).toContain(`## ${command}`);
});

test('the page lists every error code, and no other', () => {
  const thrown = found(sources.join('\n'), /Error\(\s*'([A-Z_]+)'/g);
  const listed = found(page.slice(page.indexOf('## Error codes')), /`([A-Z]+_[A-Z_]+|THROTTLED|UNFORESEEN)`/g);
  expect(thrown.size).toBeGreaterThan(20);
  expect([...listed].sort()).toEqual([...thrown].sort());
});

test('the page names every permission that the commands need, and no other', () => {
  const called = found(sources.join('\n'), /call\(\s*'([a-z0-9]+:[A-Za-z]+)'/g);
  for (const [, command] of sources.join('\n').matchAll(/new sdk\.(ListMapRuns|DescribeMapRun)Command/g)) {
    called.add(`states:${command}`);
  }
  const section = page.slice(page.indexOf('## Permissions'), page.indexOf('## Error codes'));
  const listed = found(section, /`((?!kms:)[a-z0-9]+:[A-Z][A-Za-z]+)`/g);
  expect([...listed].sort()).toEqual([...called].sort());
});

test('page and help name the same exit codes', () => {
  const table = found(page, /^\| (\d) +\| /gm);
  const helped = found(help(), /(\d) (?:done|failed|not understood)/g);
  expect([...table]).toEqual(['0', '1', '2']);
  expect(helped).toEqual(table);
});
