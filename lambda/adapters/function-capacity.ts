import type * as Sdk from '@aws-sdk/client-lambda';
import type { RegulatorHost } from '../scaling/host';
import { QUICK } from './client-config';

/** What event source mappings and aliases are set to, and the calls that change it. */
export interface FunctionCapacityApi extends Pick<RegulatorHost, 'mapping' | 'provisioned'> {
  setMapping(mappingId: string, settings: Pick<Sdk.UpdateEventSourceMappingRequest, MappingSetting>): Promise<void>;
  provision(functionName: string, alias: string, environments: number): Promise<void>;
}

type MappingSetting = 'ParallelizationFactor' | 'ScalingConfig';

/** No provisioned concurrency was ever set. */
const NOT_CONFIGURED = 'ProvisionedConcurrencyConfigNotFoundException';

export function functionCapacity(sdk: typeof Sdk): FunctionCapacityApi {
  const { GetEventSourceMappingCommand, GetProvisionedConcurrencyConfigCommand, LambdaClient } = sdk;
  const client = new LambdaClient(QUICK);
  return {
    async mapping(mappingId) {
      const found = await client.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
      const { ParallelizationFactor: parallelizationFactor, ScalingConfig, State } = found;
      if (State === undefined) throw new Error(`mapping ${mappingId} does not tell its state`);
      return { state: State, parallelizationFactor, maximumConcurrency: ScalingConfig?.MaximumConcurrency };
    },

    async provisioned(functionName, alias) {
      const ask = new GetProvisionedConcurrencyConfigCommand({ FunctionName: functionName, Qualifier: alias });
      const found = await client.send(ask).catch((error: Error) => {
        if (error.name !== NOT_CONFIGURED) throw error;
        return undefined;
      });
      return {
        allocated: found?.AllocatedProvisionedConcurrentExecutions ?? 0,
        requested: found?.RequestedProvisionedConcurrentExecutions ?? 0,
        status: found?.Status,
      };
    },

    async setMapping(mappingId, settings) {
      await client.send(new sdk.UpdateEventSourceMappingCommand({ UUID: mappingId, ...settings }));
    },

    async provision(functionName, alias, environments) {
      await client.send(
        new sdk.PutProvisionedConcurrencyConfigCommand({
          FunctionName: functionName,
          Qualifier: alias,
          ProvisionedConcurrentExecutions: environments,
        }),
      );
    },
  };
}
