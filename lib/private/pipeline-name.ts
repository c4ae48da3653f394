import { createHash } from 'node:crypto';
import { type NestedStack, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SluiceError } from './sluice-error';

const MAX_LENGTH = 100;
const HASH_LENGTH = 8;

/** The given name, checked, or one derived from where the pipeline is. */
export function pipelineNameOf(scope: IConstruct, given?: string, prop = 'pipelineName'): string {
  if (given === undefined) return uniqueName(scope);
  if (!Token.isUnresolved(given) && !/^[A-Za-z0-9._-]{1,100}$/.test(given)) {
    throw new SluiceError(scope, 'SLUICE_PIPELINE_NAME', `${prop} must be a plain name, got '${given}'`);
  }
  return given;
}

/** A name that is unique in an account and stable over deployments: stack name and path. */
export function uniqueName(scope: IConstruct): string {
  const stack = outermostStack(scope);
  // A stack named by a token still has an id, which tells pipelines of one app apart.
  const stackName = Token.isUnresolved(stack.stackName) ? stack.node.id : stack.stackName;
  const path = scope.node.path.slice(stack.node.path.length).split('/').filter(Boolean);
  return shortened([stackName, ...path].join('-').replace(/[^A-Za-z0-9._-]/g, ''));
}

/** A nested stack's own name is known only at deploy. */
function outermostStack(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  const parent = (stack as Partial<NestedStack>).nestedStackParent;
  return parent ? outermostStack(parent) : stack;
}

function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}
