import { type ClientSettings, lazily } from './clients';

export type CloudWatchLoader = ReturnType<typeof cloudWatch>;

/** One client for metrics and alarms. */
export function cloudWatch(settings: ClientSettings) {
  return lazily(async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    return { sdk, client: new sdk.CloudWatchClient(settings) };
  });
}
