import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_ADVICE } from '../../../lib/private/error-codes';

const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');

test('every error code is described in docs/errors.md, with the advice that the message gives', () => {
  for (const [code, advice] of Object.entries(ERROR_ADVICE)) {
    const section = page.split(`## ${code}\n`)[1]?.split('\n## ')[0] ?? '';
    expect([code, section.toLowerCase()]).toEqual([code, expect.stringContaining(advice.toLowerCase())]);
  }
});

test('docs/errors.md describes no error that is gone', () => {
  const described = [...page.matchAll(/^## (SLUICE_\w+)$/gm)].map(([, code]) => code);
  expect(described.filter((code) => !(code in ERROR_ADVICE))).toEqual([]);
});

test('every warning is listed in docs/errors.md, and no other', () => {
  const lib = join(__dirname, '../../../lib');
  const code = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(lib, name), 'utf8'));
  const idsIn = (text: string) => [...new Set(text.match(/cdk-sluice:[A-Za-z]+/g))].sort();
  expect(idsIn(code.join()).length).toBeGreaterThan(5);
  expect(idsIn(readFileSync(join(lib, '../docs/errors.md'), 'utf8'))).toEqual(idsIn(code.join()));
});
