/* eslint-disable @typescript-eslint/no-require-imports -- see sdk.ts */
import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type * as Ssm from '@aws-sdk/client-ssm';

/** The parts of the SDK that the regulator alone uses: the failover handler's bundle has no byte of them. */
export const regulatorSdk = {
  cloudWatch: () => require('@aws-sdk/client-cloudwatch') as typeof CloudWatch,
  ssm: () => require('@aws-sdk/client-ssm') as typeof Ssm,
};
