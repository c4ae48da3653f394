import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Cloud } from '../../demo/cloud';
import { deploy } from '../../demo/deploy';
import { Inbox } from '../../demo/inbox';
import { environment, install, type LocalAws, startLocalAws } from '../../demo/local-aws';
import { FaultSwitch } from '../../demo/local-aws/faults';
import { type Warehouse, WarehouseServer } from '../../demo/warehouse';
import { Flow } from './flow';
import { type FlowName, pipelineOf, stackOf, WAREHOUSE } from './flows';

/** What is deployed for a campaign. */
export interface Stage {
  /** Folder of all that is written. */
  readonly out: string;
  readonly aws: LocalAws;
  readonly faults: FaultSwitch;
  /** For programs that talk to the local AWS, and for the app. */
  readonly env: Record<string, string>;
  readonly flows: ReadonlyMap<FlowName, Flow>;
  readonly close: () => Promise<void>;
}

/** The command by which the CDK CLI runs an app of this campaign. */
export function appOf(name: string): string {
  return [process.execPath, '--import', require.resolve('tsx'), resolve('test', 'deploy', 'app', `${name}.ts`)].join(
    ' ',
  );
}

/** Starts the local AWS and deploys the pipelines to it. */
export async function setStage(out: string, names: readonly FlowName[], say: (text: string) => void): Promise<Stage> {
  const warehouses = new Map<string, Warehouse>();
  const server = new WarehouseServer(warehouses);
  const url = await server.start();
  say('installing the local AWS (once) and starting it');
  await install(resolve(out, 'install.log'));
  const aws = await startLocalAws(out, false);
  const env = { ...environment(aws.endpoint, out), [WAREHOUSE]: url };
  Object.assign(process.env, env);
  say(`deploying ${names.join(', ')} with the CDK CLI to ${aws.endpoint}`);
  await deploy(out, env, { app: appOf('app'), stacks: names.map(stackOf) });
  const cloud = new Cloud();
  const entries = await cloud.pipelines();
  const inboxes: Inbox[] = [];
  const flows = new Map<FlowName, Flow>();
  for (const name of names) {
    const entry = entries.find(({ pipeline }) => pipeline === pipelineOf(name));
    if (!entry) throw new Error(`${stackOf(name)} has no pipeline ${pipelineOf(name)}`);
    const inbox = new Inbox(cloud, await cloud.physicalId(stackOf(name), 'Inbox', 'AWS::SQS::Queue'));
    inboxes.push(inbox);
    flows.set(name, new Flow(name, { cloud, entry, inbox, warehouses }));
  }
  const close = async (): Promise<void> => {
    await Promise.all(inboxes.map((inbox) => inbox.close()));
    server.stop();
  };
  return { out, aws, faults: new FaultSwitch(aws.endpoint), env, flows, close };
}

/** A folder of a program's own. */
export function folderIn({ out }: Stage, name: string): string {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
