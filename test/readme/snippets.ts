import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

export const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** TypeScript blocks of a Markdown text. */
export function snippetsOf(text: string): string[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
}

/** Lines that a user has to write: what is declared only for the compiler's sake is there already. */
export function userLines(code: string): string[] {
  return code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('declare '));
}
