import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, run, start } from './processes';

const HERE = join('demo', 'local-aws');
const VENV = join('demo', '.venv');
const STAMP = join(VENV, 'requirements.sha256');

/** What this machine lacks, in one line. */
export class MissingError extends Error {
  public readonly code = 'DEMO_MISSING_PROGRAM';
}

export interface LocalAws {
  readonly endpoint: string;
  readonly pid?: number;
  /** JSON lines: workers that died while busy, mends that failed. */
  readonly events?: string;
}

/** What the local AWS wrote down that no API tells, of one kind. */
export function eventsOf({ events }: LocalAws, kind: 'worker-died' | 'mend-failed'): string[] {
  if (!events || !existsSync(events)) return [];
  return readFileSync(events, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"kind": "${kind}"`));
}

/** What the local AWS fakes or lacks, for the report. */
export function emulatedGaps(): string[] {
  return JSON.parse(readFileSync(join(HERE, 'emulated.json'), 'utf8')) as string[];
}

/** Install the pinned emulator into a virtual environment, once per set of requirements. */
export async function install(log: string): Promise<void> {
  const requirements = join(HERE, 'requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  requirePython();
  rmSync(VENV, { recursive: true, force: true });
  await run('creating the virtual environment', { command: 'python3', args: ['-m', 'venv', VENV], log });
  await run('installing the local AWS', {
    command: python(),
    args: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    log,
  });
  writeFileSync(STAMP, wanted);
}

/** Start the emulator on a free port; it ends with this process, unless it is to outlive it. */
export async function startLocalAws(out: string, outlive: boolean): Promise<LocalAws> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const events = join(out, 'local-aws-events.jsonl');
  rmSync(events, { force: true });
  const child = start({
    command: python(),
    args: [join(HERE, 'local_aws.py')],
    log: join(out, 'local-aws.log'),
    env: {
      GATEWAY_PORT: String(port),
      NODE_PATH: resolve('node_modules'),
      LOCAL_AWS_EVENTS: events,
      ...(outlive && { LOCAL_AWS_ORPHAN: '1' }),
    },
  });
  await untilHealthy(endpoint, () => child.exitCode !== null);
  return { endpoint, pid: child.pid, events };
}

/** Environment that sends the AWS SDKs, the CDK CLI and `sluice` to the local AWS. */
export function environment(endpoint: string, out: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // The CLI caches account ids by access key: not in the user's home.
    CDK_HOME: resolve(out, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // Switched on in `npm run synth:validated`; here it would cost seconds at each synth.
    CDK_VALIDATION: 'false',
  };
}

async function untilHealthy(endpoint: string, hasEnded: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (hasEnded()) break;
    const healthy = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    await sleep(100);
  }
  throw new MissingError(`the local AWS did not come up at ${endpoint}; see demo/out/local-aws.log`);
}

function requirePython(): void {
  const { status, stdout } = spawnSync('python3', [
    '-c',
    'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))',
  ]);
  if (status === 0 && String(stdout).trim() === 'True') return;
  throw new MissingError(
    'the demo needs python3 (3.10 or newer, with its venv module) on the PATH for the local AWS; install it, ' +
      'e.g. apt-get install python3-venv, or give --endpoint URL',
  );
}

function python(): string {
  return join(VENV, 'bin', 'python');
}
