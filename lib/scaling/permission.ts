import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** One action on one resource: each setting has a call of its own. */
export function allow(action: string, resourceArn: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: [resourceArn] });
}
