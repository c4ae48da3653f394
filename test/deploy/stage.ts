import { resolve } from 'node:path';
import { Cloud } from '../../demo/cloud';
import { deploy, type Deployed } from '../../demo/deploy';
import { Inbox } from '../../demo/inbox';
import { environment, install, type LocalAws, startLocalAws } from '../../demo/local-aws';
import { type Warehouse, WarehouseServer } from '../../demo/warehouse';
import { Flow } from './flow';
import { type FlowName, stackOf, WAREHOUSE } from './flows';

const APP = [process.execPath, '--import', require.resolve('tsx'), resolve('test', 'deploy', 'app.ts')].join(' ');

/** What is deployed for a campaign. */
export interface Stage {
  readonly aws: LocalAws;
  readonly env: Record<string, string>;
  readonly app: Deployed;
  readonly flows: ReadonlyMap<FlowName, Flow>;
  readonly close: () => Promise<void>;
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
  const app = { app: APP, stacks: names.map(stackOf) };
  say(`deploying ${names.join(', ')} with the CDK CLI to ${aws.endpoint}`);
  await deploy(out, env, app);
  const cloud = new Cloud();
  const entries = await cloud.pipelines();
  const inboxes: Inbox[] = [];
  const flows = new Map<FlowName, Flow>();
  for (const name of names) {
    const entry = entries.find(({ pipeline }) => pipeline === `faults-${name}`);
    if (!entry) throw new Error(`${stackOf(name)} has no pipeline faults-${name}`);
    const inbox = new Inbox(cloud, await cloud.physicalId(stackOf(name), 'Inbox', 'AWS::SQS::Queue'));
    inboxes.push(inbox);
    flows.set(name, new Flow(name, { cloud, entry, inbox, warehouses }));
  }
  const close = async (): Promise<void> => {
    await Promise.all(inboxes.map((inbox) => inbox.close()));
    server.stop();
  };
  return { aws, env, app, flows, close };
}
