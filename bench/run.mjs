// Runs the benchmarks: `npm run bench`, or `npm run bench -- handler breaker load` for some of them; what follows the names
// and begins with a dash is for them: `npm run bench -- regulation --seeds 1`.
// Each is bundled and minified as the handlers are shipped, and runs in a process of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const ALL = ['handler', 'breaker', 'load', 'regulator', 'replay'];
/** Take minutes: only by name. */
const LONG = ['regulation', 'detection', 'limit', 'fuzz'];
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const names = firstOption < 0 ? given : given.slice(0, firstOption);
const options = given.slice(names.length);
const wanted = names.length > 0 ? names : ALL;
const unknown = wanted.filter((name) => ![...ALL, ...LONG].includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are ${[...ALL, ...LONG].join(', ')}`);
  process.exit(2);
}

console.log(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}\n`);
execFileSync(process.execPath, ['scripts/bundle.mjs'], { stdio: 'inherit' });
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
try {
  for (const name of wanted) {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [`bench/${name}/${name}.bench.ts`],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      mainFields: ['module', 'main'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    const { status } = spawnSync(process.execPath, [outfile, ...options], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
