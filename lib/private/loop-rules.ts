import type { IConstruct } from 'constructs';
import type { TargetConfig } from '../target/target';
import { arnIdentity } from './arn-identity';
import { SluiceError } from './sluice-error';

/** One end of a flow, as far as it is known. */
export interface Endpoint {
  readonly resource?: IConstruct;
  readonly resourceArn?: string;
}

/** A fallback that is the target fails together with it. */
export function refuseSameTarget(scope: IConstruct, primary: TargetConfig, fallback: TargetConfig | undefined): void {
  const same = fallback && (isSame(scope, primary, fallback) || isSameUrl(primary, fallback));
  if (same)
    throw new SluiceError(
      scope,
      'SLUICE_SAME_TARGET',
      `fallback must differ from target, got ${named(fallback)} for both`,
    );
}

/** A target that is the source would send each record round and round. */
export function refuseLoop(scope: IConstruct, source: Endpoint, targets: readonly TargetConfig[]): void {
  const loop = targets.find((target) => isSame(scope, source, target));
  if (loop)
    throw new SluiceError(scope, 'SLUICE_RECURSION', `target must not be the source, got ${named(loop)} for both`);
}

function isSame(scope: IConstruct, a: Endpoint, b: Endpoint): boolean {
  if (a.resource && a.resource === b.resource) return true;
  if (a.resourceArn === undefined || b.resourceArn === undefined) return false;
  return arnIdentity(scope, a.resourceArn) === arnIdentity(scope, b.resourceArn);
}

function isSameUrl(a: TargetConfig, b: TargetConfig): boolean {
  return a.url !== undefined && a.url === b.url;
}

function named(target: TargetConfig): string {
  return target.resource?.node.path ?? target.url ?? `a ${target.kind}`;
}
