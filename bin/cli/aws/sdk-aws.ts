import type { Aws, AwsOptions } from '../host';
import { alarms } from './alarms';
import { alertTopic } from './alert-topic';
import { backlog } from './backlog';
import { clientSettings, hasEndpoint } from './clients';
import { cloudWatch } from './cloudwatch';
import { executions } from './executions';
import { lake } from './lake';
import { metrics } from './metrics';
import { parameterStore } from './parameter-store';
import { stateTable } from './state-table';

/** AWS by its SDK; this folder is the only part of the command that imports it. */
export function sdkAws(options: AwsOptions, environment: NodeJS.ProcessEnv = process.env): Aws {
  const settings = clientSettings(options, environment);
  const local = hasEndpoint(options, environment);
  const cloudwatch = cloudWatch(settings);
  return {
    ...parameterStore(settings),
    ...metrics(cloudwatch),
    ...alarms(cloudwatch),
    ...backlog(settings, !local),
    ...stateTable(settings),
    ...lake(settings, local),
    ...executions(settings),
    ...alertTopic(settings),
  };
}
