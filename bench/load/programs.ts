import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { HandlerSettings } from '../../lib/contract/settings';
import { SETTINGS } from '../handler/settings';

/** Something to load in a new process. */
export interface Program {
  readonly name: string;
  readonly file: string;
  /** NODE_PATH: where it finds the SDK. */
  readonly modules: string;
  readonly settings: HandlerSettings;
  readonly isBase?: true;
}

const FUNCTION_ONLY: HandlerSettings = { ...SETTINGS, fallback: undefined };

const CLIENTS = {
  dynamodb: 'DynamoDBClient',
  kinesis: 'KinesisClient',
  lambda: 'LambdaClient',
  s3: 'S3Client',
  sfn: 'SFNClient',
  sqs: 'SQSClient',
} as const;

type Client = keyof typeof CLIENTS;

/** Write what is to be loaded into a folder of its own, outside of the package, so that only NODE_PATH leads to an SDK. */
export function layOut(): { readonly folder: string; readonly programs: readonly Program[] } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
  const sdk = resolve('node_modules');
  cpSync('dist/assets/failover', join(folder, 'failover'), { recursive: true });
  const failover = join(folder, 'failover', 'index.js');
  const bare = (...clients: Client[]): Pick<Program, 'file' | 'modules' | 'settings'> => ({
    file: bareHandler(folder, clients),
    modules: sdk,
    settings: FUNCTION_ONLY,
  });
  const programs: Program[] = [
    { name: 'empty handler', ...bare() },
    { name: 'failover handler, without SDK', file: failover, modules: emptySdk(folder), settings: FUNCTION_ONLY },
    { name: 'Powertools batch, bundled', file: powertools(folder), modules: sdk, settings: FUNCTION_ONLY },
    { name: 'bare handler with one client (Lambda)', ...bare('lambda'), isBase: true },
    { name: 'bare handler with three clients (Lambda, S3, DynamoDB)', ...bare('lambda', 's3', 'dynamodb') },
    { name: 'failover handler, function target: those three', file: failover, modules: sdk, settings: FUNCTION_ONLY },
    {
      name: 'failover handler, function and queue target: those and SQS',
      file: failover,
      modules: sdk,
      settings: SETTINGS,
    },
  ];
  return { folder, programs };
}

function bareHandler(folder: string, clients: readonly Client[]): string {
  const file = join(folder, `bare-${clients.length}.js`);
  const lines = clients.map((client) => `new (require('@aws-sdk/client-${client}').${CLIENTS[client]})({});`);
  writeFileSync(file, [...lines, 'exports.handler = async () => undefined;'].join('\n'));
  return file;
}

/** Modules whose clients and commands do nothing. */
function emptySdk(folder: string): string {
  const modules = join(folder, 'empty-sdk');
  for (const client of Object.keys(CLIENTS)) {
    const name = join(modules, `@aws-sdk/client-${client}`);
    mkdirSync(name, { recursive: true });
    writeFileSync(join(name, 'index.js'), 'module.exports = new Proxy({}, { get: () => class {} });');
  }
  return modules;
}

function powertools(folder: string): string {
  const file = join(folder, 'powertools.js');
  const code = `import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
    const processor = new BatchProcessor(EventType.SQS);
    export const handler = (event) => processPartialResponse(event, async () => undefined, processor);`;
  const options = ['--bundle', '--minify', '--platform=node', '--target=node22', `--outfile=${file}`];
  execFileSync('node_modules/.bin/esbuild', [...options, '--log-level=error'], { input: code });
  return file;
}
