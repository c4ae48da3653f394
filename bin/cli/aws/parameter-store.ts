import type { Aws } from '../host';
import { call, type ClientSettings, lazily } from './clients';

/** Where each deployed pipeline describes itself. */
export function parameterStore(settings: ClientSettings): Pick<Aws, 'region' | 'parameters'> {
  const ssm = lazily(async () => {
    const sdk = await import('@aws-sdk/client-ssm');
    return { sdk, client: new sdk.SSMClient(settings) };
  });
  return {
    region: () => call('ssm:GetParametersByPath', '*', async () => (await ssm()).client.config.region()),

    parameters: (path) =>
      call('ssm:GetParametersByPath', `arn:aws:ssm:*:*:parameter${path}*`, async () => {
        const { sdk, client } = await ssm();
        const found = new Map<string, string>();
        for await (const page of sdk.paginateGetParametersByPath({ client }, { Path: path, Recursive: true })) {
          for (const { Name, Value } of page.Parameters ?? []) found.set(Name ?? '', Value ?? '');
        }
        return found;
      }),
  };
}
