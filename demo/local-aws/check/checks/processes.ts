import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import type { LocalAws } from '../../../local-aws';
import { lambda, s3 } from '../aws';
import { deployment, nameOf, PYTHON } from '../deployment';
import { until } from '../until';
import type { Checks } from './checks';

export const processes: Checks = {
  async 'ends with all it started when its parent is killed, and shares nothing with another'() {
    const folder = join(deployment.folder, 'second');
    mkdirSync(folder);
    const args = ['--import', 'tsx', join('demo', 'local-aws', 'check', 'parent.ts'), folder];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { endpoint, pid = 0 } = JSON.parse(line.toString()) as LocalAws;
    assert.notEqual(endpoint, deployment.emulator.endpoint);
    const second = new Lambda({ endpoint });
    assert.deepEqual((await second.listFunctions()).Functions, [], 'it did not start empty');
    await second.createFunction(await copyOfSteady());
    const [mine, other] = await Promise.all([
      temporaryFolderOf(lambda, nameOf('Steady')),
      temporaryFolderOf(second, 'copy'),
    ]);
    assert.notEqual(mine, other);
    assert.ok(existsSync(other));
    const busy = second.invoke({ FunctionName: 'copy', Payload: '{"act":"sleep","ms":8000}' }).catch(() => undefined);
    const started = [pid, ...childrenOf(pid)];
    assert.ok(started.length >= 2, 'there is no worker');
    parent.kill('SIGKILL');
    await until('their end', async () => !started.some(isAlive), 5);
    await until('the end of their files', async () => !existsSync(other), 5);
    await busy;
    assert.equal((await s3.headBucket({ Bucket: nameOf('Bucket') })).$metadata.httpStatusCode, 200);
  },

  async 'refuses to start where MiniStack lacks what a mend rests on'() {
    const program = [
      'import sys; sys.path.insert(0, "demo/local-aws")',
      'from ministack.services import lambda_svc; del lambda_svc._poll_kinesis',
      'from mends import apply_all; apply_all()',
    ].join('\n');
    const { status, stderr } = spawnSync(PYTHON, ['-B', '-c', program], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /_poll_kinesis does not exist in this MiniStack/);
  },
};

async function copyOfSteady() {
  const { Code, Configuration } = await lambda.getFunction({ FunctionName: nameOf('Steady') });
  const response = await fetch(Code?.Location ?? '');
  return {
    FunctionName: 'copy',
    Code: { ZipFile: Buffer.from(await response.arrayBuffer()) },
    Handler: Configuration?.Handler,
    Role: Configuration?.Role,
    Runtime: Configuration?.Runtime,
    Timeout: 10,
  };
}

async function temporaryFolderOf(client: Lambda, FunctionName: string): Promise<string> {
  const { Payload } = await client.invoke({ FunctionName, Payload: '{"act":"about"}' });
  return (JSON.parse(Buffer.from(Payload ?? []).toString()) as { folder: string }).folder;
}

/** Processes whose parent is this one. */
export function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
