import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { arnIdentity } from '../private/arn-identity';
import { SluiceError } from '../private/sluice-error';
import type { ScalingTargetConfig } from './scaling-target';

/** By app: who sets which knob. */
const CLAIMS = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** One hand on a knob: two regulators would undo each other's changes, also where one knows the resource by an import only. */
export function claimKnob(scope: IConstruct, target: ScalingTargetConfig): void {
  const claims = CLAIMS.get(scope.node.root) ?? new Map<string, IConstruct>();
  CLAIMS.set(scope.node.root, claims);
  const key = `${target.knob} ${identityOf(scope, target.resourceArn)}`;
  const holder = claims.get(key);
  if (holder) {
    const what = `${target.knob} of ${target.resource?.node.path ?? 'a resource'}`;
    throw new SluiceError(
      scope,
      'SLUICE_KNOB_TAKEN',
      `${what} must be set from one side, got ${holder.node.path} that sets it, too`,
    );
  }
  claims.set(key, scope);
}

/** An ARN without its account or region stands for another resource in each stage. */
function identityOf(scope: IConstruct, arn: string): string {
  const identity = arnIdentity(scope, arn);
  return identity.includes('{') ? `${Stage.of(scope)?.node.path} ${identity}` : identity;
}
