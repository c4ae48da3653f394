import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const names = JSON.parse(readFileSync(join(root, 'scripts/inner-names.json'), 'utf8')) as string[];

/** Code without its comments and types of members, of a file or of all files of a folder. */
function codeOf(...paths: readonly string[]): string {
  const files = paths.flatMap((path) =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => join(path, file)),
  );
  return files
    .map((file) =>
      readFileSync(join(root, file), 'utf8').replace(
        /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(Pick|Omit)<.*?>|\b[A-Z]\w*\['\w+'\]/gm,
        '',
      ),
    )
    .join('\n');
}

describe('names that are shortened in the handlers', () => {
  it.each(names)('%s is a name of theirs', (name) => {
    expect(codeOf('lambda/failover', 'lib/control')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each(names)('%s is in nothing that is stored or shared', (name) => {
    expect(codeOf('lib/contract', 'lib/control/breaker.ts')).not.toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each(names)('%s is never a string, which would stay as it is', (name) => {
    expect(codeOf('lambda', 'lib/control', 'lib/contract')).not.toMatch(new RegExp(`['"\`]${name}['"\`]`));
  });
});
