// Generates the Python package, installs it beside the CDK's own, and synthesizes app.py with it. Takes about a minute and
// downloads some 80 MB from PyPI, so it is no part of the tests. Run it after a build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'sluice-python-'));
const env = { ...process.env, CDK_VALIDATION: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

function run(program, ...args) {
  return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'inherit'] });
}

try {
  run('npx', 'jsii-pacmak', '--targets', 'python', '--outdir', folder);
  const packages = join(folder, 'python');
  const wheel = readdirSync(packages).find((name) => name.endsWith('.whl'));
  const python = join(folder, 'venv/bin/python');
  run('python3', '-m', 'venv', join(folder, 'venv'));
  const cdk = `aws-cdk-lib==${devDependencies['aws-cdk-lib']}`;
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', cdk, join(packages, wheel));
  console.log(`${wheel} ${run(python, join(import.meta.dirname, 'app.py')).trim()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
