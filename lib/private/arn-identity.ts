import { type IResolvable, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * An ARN as far as it is known within a scope: equal for one resource in whichever way it was imported, and different for
 * resources of two stacks that have the same logical ID.
 */
export function arnIdentity(scope: IConstruct, arn: string): string {
  const stack = Stack.of(scope);
  const known = Tokenization.reverseString(arn)
    .mapTokens({ mapToken: (token) => named(stack, token) })
    .join({ join: (left: string, right: string) => `${left}${right}` }) as string;
  // A stack is deployed to one partition.
  return known.replace(/^arn:[^:]*:/, 'arn::');
}

function named(stack: Stack, token: IResolvable): string {
  const resolved: unknown = stack.resolve(token);
  const { Ref: reference } = resolved as { readonly Ref?: string };
  if (reference === 'AWS::Partition') return '';
  if (reference === 'AWS::Region' && !Token.isUnresolved(stack.region)) return stack.region;
  if (reference === 'AWS::AccountId' && !Token.isUnresolved(stack.account)) return stack.account;
  if (reference?.startsWith('AWS::') || !Reference.isReference(token)) return JSON.stringify(resolved);
  return `(${token.target.node.path} ${token.displayName})`;
}
