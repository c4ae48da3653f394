import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of each file by its path in the repository. */
export type SourceFiles = ReadonlyMap<string, string>;

export const ROOT = join(__dirname, '../..');

const FOLDERS = ['bench', 'bin', 'demo', 'lambda', 'lib', 'lint', 'scripts', 'test'];
const SKIPPED = /^demo\/(out|\.venv)\/|\/__pycache__\//;
const CODE = /\.(ts|mjs|cjs|js|py)$/;

/** All code of the repository. */
export function sourceFiles(): SourceFiles {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const atRoot = readdirSync(ROOT);
  const paths = [...atRoot, ...inFolders].filter((path) => CODE.test(path) && !SKIPPED.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}
