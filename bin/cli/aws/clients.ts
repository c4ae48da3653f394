import { AwsFailure } from '../aws-failure';
import type { AwsOptions } from '../host';

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** What every client of the SDK is made with. */
export interface ClientSettings {
  readonly requestHandler: typeof TIMEOUTS;
  readonly region?: string;
  readonly endpoint?: string;
  readonly profile?: string;
}

export function clientSettings(options: AwsOptions, environment: NodeJS.ProcessEnv): ClientSettings {
  const { endpoint, profile } = options;
  const region = options.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  // An undefined value would hide the SDK's own way of finding it.
  return {
    requestHandler: TIMEOUTS,
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(profile ? { profile } : {}),
  };
}

/** Whether something other than AWS itself is asked: an emulator, or a proxy. */
export function hasEndpoint({ endpoint }: AwsOptions, environment: NodeJS.ProcessEnv): boolean {
  return Boolean(endpoint ?? environment.AWS_ENDPOINT_URL ?? environment.AWS_ENDPOINT_URL_S3);
}

/** A client loads when first used, so that `--help` costs nothing. */
export function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}

/** Whatever fails is known by its IAM action and by the ARN, or pattern of one, that a policy would name. */
export async function call<T>(action: string, resource: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw error instanceof AwsFailure ? error : new AwsFailure(action, resource, error);
  }
}
