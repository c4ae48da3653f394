import { DIRECTORY_PATH, directoryParameter, DirectoryEntry } from '../../lib/contract/directory';
import { DeploymentError } from './cli-error';
import type { Aws } from './host';

/** All deployed pipelines by name. */
export async function listPipelines(aws: Aws): Promise<DirectoryEntry[]> {
  const parameters = await aws.parameters(DIRECTORY_PATH);
  const entries = [...parameters].map(([name, body]) => readEntry(name, body));
  return entries.sort((a, b) => a.pipeline.localeCompare(b.pipeline));
}

export async function findPipeline(aws: Aws, name: string): Promise<DirectoryEntry> {
  const parameters = await aws.parameters(DIRECTORY_PATH);
  const parameter = directoryParameter(name);
  const body = parameters.get(parameter);
  if (body !== undefined) return readEntry(parameter, body);
  throw unknownPipeline(
    name,
    await aws.region(),
    [...parameters.keys()].map((key) => key.slice(DIRECTORY_PATH.length)),
  );
}

/** Those of a command: the named one, or all; there must be one. */
export async function selectPipelines(aws: Aws, name: string | undefined): Promise<DirectoryEntry[]> {
  if (name !== undefined) return [await findPipeline(aws, name)];
  const all = await listPipelines(aws);
  if (all.length === 0) {
    throw new DeploymentError('PIPELINE_NONE', `no pipeline is deployed in ${await aws.region()}`, [ELSEWHERE]);
  }
  return all;
}

const ELSEWHERE = 'deploy one (npx cdk deploy), or look elsewhere: --region, --profile, --endpoint';

function unknownPipeline(name: string, region: string, known: readonly string[]): DeploymentError {
  const sorted = [...known].sort((a, b) => a.localeCompare(b));
  const list = sorted.length > 0 ? sorted.join(', ') : 'none';
  const alike = sorted.find((other) => other.toLowerCase() === name.toLowerCase());
  return new DeploymentError('PIPELINE_UNKNOWN', `no pipeline '${name}' in ${region}; known: ${list}`, [
    ...(alike ? [`names are case-sensitive: did you mean ${alike}?`] : []),
    ELSEWHERE,
  ]);
}

function readEntry(parameter: string, body: string): DirectoryEntry {
  const entry = parse(body);
  if (entry?.v === 1 && typeof entry.pipeline === 'string' && entry.source !== undefined) return entry;
  throw new DeploymentError(
    'DIRECTORY_UNREADABLE',
    `parameter ${parameter} is not an entry that this sluice can read (got ${body.slice(0, 60)}…)`,
    ['it may be from another version: npx cdk-sluice@latest, or deploy the stack again'],
  );
}

function parse(body: string): DirectoryEntry | undefined {
  try {
    return JSON.parse(body) as DirectoryEntry;
  } catch {
    return undefined;
  }
}
