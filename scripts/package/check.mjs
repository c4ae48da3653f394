// Packs the package, installs the tarball into an empty project and uses it there as a user does: the first example of the
// README in plain JavaScript, all of them by the compiler, and the command. Run it after a build.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { checkContents } from './contents.mjs';
import { EXAMPLE_TYPES, exampleApp, snippets } from './examples.mjs';

const ROOT = join(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'sluice-package-'));

/** Neither esbuild nor Docker is to be found: nothing but Node.js, and what a shell script needs. */
const BARE = {
  ...process.env,
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
  CDK_DOCKER: '/nowhere',
};

function run(program, args, options = {}) {
  return execFileSync(program, args, { cwd: project, encoding: 'utf8', env: BARE, ...options });
}

function pack() {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const [packed] = JSON.parse(run('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] }));
  return packed;
}

/** The peers are linked, not downloaded: the very versions that the package is built with. */
function install(tarball) {
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'shop', private: true }));
  run('npm', ['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', join(project, tarball)]);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', peer), join(project, 'node_modules', peer));
  }
}

function synthesizeExample() {
  writeFileSync(join(project, 'app.cjs'), exampleApp());
  run(process.execPath, ['app.cjs'], { env: { ...BARE, CDK_OUTDIR: 'cdk.out', CDK_VALIDATION: 'false' } });
  const folder = join(project, 'cdk.out');
  const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { Resources } = read('Shop.template.json');
  const folders = Object.values(read('Shop.assets.json').files).filter(({ source }) => source.packaging === 'zip');
  assert.equal(
    folders.length,
    4,
    'each handler of a default pipeline is an asset: failover, replay, dead letters, regulator',
  );
  for (const { source } of folders) {
    assert.ok(existsSync(join(folder, source.path, 'index.js')), 'the code of each handler is there');
  }
  return Object.keys(Resources).length;
}

function compileExamples() {
  const files = snippets().map((code, i) => {
    const file = join(project, `example-${i}.ts`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return file;
  });
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, EXAMPLE_TYPES(ROOT)));
  const messages = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  assert.deepEqual(messages, [], 'the examples compile against the published types');
  return files.length;
}

try {
  const packed = pack();
  checkContents(
    packed.files.map(({ path }) => path),
    readdirSync(join(ROOT, 'lib'), { recursive: true }),
  );
  install(packed.filename);
  const version = run(join(project, 'node_modules/.bin/sluice'), ['--version']).trim();
  assert.equal(version, packed.version, 'the command knows its version');
  const resources = synthesizeExample();
  const compiled = compileExamples();
  const size = `${packed.files.length} files, ${Math.round(packed.size / 1024)} kB packed`;
  console.log(
    `${packed.filename}: ${size}; example synthesized to ${resources} resources, ${compiled} compiled, sluice runs`,
  );
} finally {
  rmSync(project, { recursive: true, force: true });
}
