import { type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SluiceError } from './sluice-error';

/** Lambda reads from and calls services of its own region, and alarms tell topics of theirs: AWS would find out at run time. */
export function refuseOtherRegion(scope: IConstruct, name: string, resource: IConstruct | undefined): void {
  const there = (resource as Partial<IResource> | undefined)?.env?.region;
  const here = Stack.of(scope).region;
  if (there === undefined || Token.compareStrings(there, here) !== TokenComparison.DIFFERENT) return;
  throw new SluiceError(
    scope,
    'SLUICE_REGION',
    `${name} must be in region ${here}, got ${resource?.node.path} in ${there}`,
  );
}
