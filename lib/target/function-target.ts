import { Annotations, Resource, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { knownSeconds } from '../private/number-rules';
import { type ITarget, type TargetConfig, TargetKind } from './target';

/**
 * An existing Lambda consumer, in any language, unchanged: it gets the native SQS or Kinesis event, and its partial-batch
 * response is honoured.
 */
export class FunctionTarget implements ITarget {
  /** @param targetFunction the consumer */
  constructor(private readonly targetFunction: lambda.IFunction) {}

  /** Lets the handler invoke the function. */
  public bind(handler: lambda.IFunction): TargetConfig {
    this.grantInvoke(handler);
    this.warnOfLongTimeout(handler);
    return {
      kind: TargetKind.FUNCTION,
      functionArn: this.targetFunction.functionArn,
      resourceArn: this.targetFunction.functionArn,
      resource: this.targetFunction,
    };
  }

  /**
   * The handler's own policy is enough within an account, and names the one version or alias; `grantInvoke` of the CDK would
   * name all of them, and refuses imported functions. Another account has to agree.
   */
  private grantInvoke(handler: lambda.IFunction): void {
    const target = this.targetFunction;
    const isElsewhere = Token.compareStrings(target.env.account, handler.env.account) === TokenComparison.DIFFERENT;
    if (isElsewhere && Resource.isOwnedResource(target)) {
      target.grantInvoke(handler);
      return;
    }
    const resourceArns = [target.functionArn];
    iam.Grant.addToPrincipal({ grantee: handler, actions: ['lambda:InvokeFunction'], resourceArns });
    if (!isElsewhere) return;
    Annotations.of(handler).addWarningV2(
      'cdk-sluice:foreignFunction',
      `target function is of account ${target.env.account}: see that its policy lets the handler's role invoke it`,
    );
  }

  /** The handler waits for the answer: a consumer that may run longer than its caller looks down when it is only busy. */
  private warnOfLongTimeout(handler: lambda.IFunction): void {
    const mine = knownSeconds((handler as Partial<lambda.Function>).timeout);
    const its = knownSeconds((this.targetFunction as Partial<lambda.Function>).timeout);
    if (mine === undefined || its === undefined || its < mine) return;
    Annotations.of(handler).addWarningV2(
      'cdk-sluice:targetTimeout',
      `target function may run ${its} seconds, but the handler that waits for it only ${mine}; raise the handler's timeout`,
    );
  }
}
