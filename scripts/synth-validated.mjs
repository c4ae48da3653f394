// Synthesizes the demo app with CDK's own validation of templates on, which the tests switch off for speed, and fails on any
// finding. First it sees that a mistake would be found: a validation that is off finds nothing either.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const MISTAKEN = `
const { App, CfnResource, Stack } = require('aws-cdk-lib');
const stack = new Stack(new App(), 'Mistaken');
new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 'soon' } });
stack.node.root.synth();
`;

const folder = mkdtempSync(join(tmpdir(), 'sluice-synth-'));
const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
delete env.CDK_VALIDATION;

/** What validation found in the assembly that a program writes. */
function findings(name, program, args, environment = {}) {
  const output = join(folder, name);
  const settings = { ...env, CDK_OUTDIR: output, ...environment };
  const { status, stderr } = spawnSync(program, args, { cwd: ROOT, env: settings, encoding: 'utf8' });
  const { pluginReports } = JSON.parse(readFileSync(join(output, 'validation-report.json'), 'utf8'));
  return { status, stderr, found: pluginReports.flatMap(({ violations = [] }) => violations) };
}

try {
  const mistaken = findings('mistaken', process.execPath, ['-e', MISTAKEN]);
  assert.notEqual(mistaken.found.length, 0, 'the validation finds a mistake');
  const demo = findings('demo', 'npx', ['cdk', 'synth', '--quiet', '--strict', '--output', join(folder, 'demo')]);
  assert.equal(demo.status, 0, demo.stderr);
  assert.deepEqual(demo.found, [], 'the demo app gives no finding');
  console.log(`no finding in the demo app; ${mistaken.found.length} in a mistaken one`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
