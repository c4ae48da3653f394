import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS, GLOBAL_OPTIONS } from '../../bin/cli/commands';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const sources = readdirSync(join(root, 'bin/cli')).map((name) => ({
  name,
  text: readFileSync(join(root, 'bin/cli', name), 'utf8'),
}));

test('the page names every command and option', () => {
  const options = [GLOBAL_OPTIONS, ...Object.values(COMMANDS).map((command) => command.options)].flatMap(Object.keys);
  for (const option of options) expect(page).toContain(`--${option}`);
  for (const command of Object.keys(COMMANDS)) expect(page).toContain(`## ${command}`);
});

test('the page lists every error code, and no other', () => {
  const thrown = sources.flatMap(({ text }) => [...text.matchAll(/Error\(\s*'([A-Z_]+)'/g)].map(([, code]) => code));
  const listed = [...page.slice(page.indexOf('## Error codes')).matchAll(/`([A-Z]+_[A-Z_]+|THROTTLED|UNFORESEEN)`/g)];
  expect([...new Set(thrown)].sort()).toEqual(listed.map(([, code]) => code).sort());
});

test('one file of the command imports the AWS SDK', () => {
  expect(sources.filter(({ text }) => text.includes("'@aws-sdk/")).map(({ name }) => name)).toEqual(['aws.ts']);
});
