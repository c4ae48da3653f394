import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../bin/cli/commands';
import { Program } from './program';
import { Refusal, StubAws } from './stub-aws';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

let program: Program;
beforeAll(() => (program = new Program()));
afterAll(() => program.remove());

describe('asked about itself', () => {
  test('it knows its version', async () =>
    expect(await program.run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' }));

  test('it tells its commands', async () => {
    const { code, stdout, stderr } = await program.run('--help');
    expect([code, stderr]).toEqual([0, '']);
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(stdout.replace(/ +/g, ' ')).toContain(`${name} ${summary}`);
    }
  });

  test.each(['', 'frobnicate', 'status --colour', 'replay', 'replay Orders --rate fast'])(
    'it does not understand `%s`, says what to write, and tries nothing',
    async (args) => {
      const { code, stdout, stderr } = await program.run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^UsageError [A-Z_]+: /);
    },
  );
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
  const result = await program.run(args, environment);
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  expect(result.stderr).not.toMatch(/^\s+at /m);
});

describe('over the wire', () => {
  let aws: StubAws;
  let environment: Record<string, string>;
  beforeEach(async () => {
    aws = new StubAws();
    environment = { ...CREDENTIALS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: await aws.listen() };
  });
  afterEach(() => aws.close());

  test('a pipeline that is not deployed is named, with those that are', async () => {
    const { code, stderr } = await program.run('replay Oders', environment);
    expect(code).toBe(1);
    expect(stderr).toContain("DeploymentError PIPELINE_UNKNOWN: no pipeline 'Oders' in us-east-1; known: Orders");
  });

  test('a denied permission is named, with the statement to add, and nothing is started', async () => {
    const arn = 'arn:aws:states:us-east-1:1:stateMachine:replay';
    const message = `User: arn:aws:iam::1:user/ann is not authorized to perform: states:ListExecutions on resource: ${arn}`;
    aws.refuses.set('ListExecutions', new Refusal('AccessDeniedException', message));
    const { code, stderr } = await program.run('replay Orders', environment);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `AccessError ACCESS_DENIED: arn:aws:iam::1:user/ann may not states:ListExecutions on ${arn}`,
    );
    expect(stderr).toContain(`add to the caller's policy: {"Effect":"Allow","Action":"states:ListExecutions"`);
    expect(aws.calls).not.toContain('StartExecution');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s while a replay runs stops it, and loses nothing', async (signal) => {
    let sent = false;
    const result = await program.run('replay Orders', environment, (stderr, child) => {
      if (sent || !stderr.includes('Ctrl-C stops it')) return;
      sent = child.kill(signal);
    });
    expect(aws.calls.at(-1)).toBe('StopExecution');
    expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining('10 records in 1 object remain') });
    expect(result.stdout).toContain('Nothing is lost');
  });
});
