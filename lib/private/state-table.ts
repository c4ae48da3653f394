import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { STATE_EXPIRY, STATE_KEY } from '../contract/state';

/**
 * State of breakers and claims, no payload. Nothing is missed a minute after it is gone, but, where a pipeline remembers what it
 * delivered, that.
 */
export function createStateTable(scope: Construct): dynamodb.Table {
  return new dynamodb.Table(scope, 'State', {
    partitionKey: { name: STATE_KEY, type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: STATE_EXPIRY,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Single items by key: no query, no scan. */
export function grantState(table: dynamodb.ITable, grantee: IGrantable): void {
  table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:PutItem');
}
