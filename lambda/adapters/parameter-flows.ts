import type * as Sdk from '@aws-sdk/client-ssm';
import type { FlowParameter, RegulatorHost } from '../scaling/host';
import { clientConfig } from './client-config';

/** Parameter Store answers 40 of these calls a second; one that is refused is worth another try. */
const CONFIG = clientConfig(4, 1_000, 3_000);

/** All parameters under a path. */
export function parameterFlows(
  { GetParametersByPathCommand, SSMClient }: typeof Sdk,
  path: string,
): RegulatorHost['flows'] {
  const client = new SSMClient(CONFIG);
  return async () => {
    const flows: FlowParameter[] = [];
    let NextToken: string | undefined;
    do {
      const ask = new GetParametersByPathCommand({ Path: path, Recursive: true, MaxResults: 10, NextToken });
      const page: Sdk.GetParametersByPathResult = await client.send(ask);
      for (const { Name: name = '', Value: text = '' } of page.Parameters ?? []) flows.push({ name, text });
      ({ NextToken } = page);
    } while (NextToken);
    return flows;
  };
}
