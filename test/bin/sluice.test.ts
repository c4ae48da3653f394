import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
const program = join(folder, 'sluice.js');

beforeAll(() => {
  buildSync({
    entryPoints: [join(root, 'bin/sluice.ts')],
    outfile: program,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The bundled program with the real SDK, and an environment that knows nobody. */
function sluice(args: string, environment: Record<string, string> = {}) {
  const env = { HOME: folder, PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program, ...args.split(' ')], { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

test('the bundle knows its version', async () => {
  expect(await sluice('--version')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

test.each([
  ['status', {}, 2, 'UsageError REGION_MISSING: no AWS region is set'],
  ['status --region us-east-1', {}, 1, 'AccessError CREDENTIALS_MISSING: no AWS credentials were found'],
  ['status --region us-east-1 --profile nobody', CREDENTIALS, 1, 'AccessError CREDENTIALS_MISSING'],
  [
    'status --endpoint http://127.0.0.1:9',
    { ...CREDENTIALS, AWS_DEFAULT_REGION: 'us-east-1' },
    1,
    'connect ECONNREFUSED 127.0.0.1:9',
  ],
  [
    'status --region us-east-1',
    { ...CREDENTIALS, AWS_ENDPOINT_URL: 'http://localhost:9' },
    1,
    'ConnectionError ENDPOINT_UNREACHABLE',
  ],
])('the real SDK and `%s` with %j: exit code %d and a sentence', async (args, environment, code, message) => {
  const result = await sluice(args, environment);
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  expect(result.stderr).not.toMatch(/^\s+at /m);
});
