import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AlertTopic } from '../../../lib';
import { newStack } from '../stacks';

const CLOUDWATCH = Match.objectLike({ Service: Match.arrayWith(['cloudwatch.amazonaws.com']) });
const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const unheard = Match.stringLikeRegexp('nobody is told');

describe('an alert topic', () => {
  const stack = newStack();
  new AlertTopic(stack, 'Alerts', { emails: ['ops@example.com'] });
  const template = Template.fromStack(stack);

  test('lets CloudWatch use its key, for this account only', () =>
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
            Principal: CLOUDWATCH,
            Condition: OWN_ACCOUNT,
          }),
        ]),
      },
    }));

  test('lets CloudWatch publish although it refuses plain HTTP', () =>
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: CLOUDWATCH,
            Condition: OWN_ACCOUNT,
          }),
        ]),
      },
    }));

  test('does not warn when somebody is told', () => Annotations.fromStack(stack).hasNoWarning('*', unheard));
});

describe('a topic without subscribers', () => {
  test('is warned of', () => {
    const stack = newStack();
    new AlertTopic(stack, 'Alerts');
    Annotations.fromStack(stack).hasWarning('/Shop/Alerts', unheard);
  });

  test('is fine once somebody subscribed by whatever way', () => {
    const stack = newStack();
    const { topic } = new AlertTopic(stack, 'Alerts');
    topic.addSubscription(new SqsSubscription(new sqs.Queue(stack, 'Inbox')));
    Annotations.fromStack(stack).hasNoWarning('*', unheard);
  });

  test('cannot be told of when it is imported', () => {
    const stack = newStack();
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:alerts');
    new AlertTopic(stack, 'Alerts', { topic });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('an imported key, whose policy cannot be extended, is warned of', () => {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/abc');
  new AlertTopic(stack, 'Alerts', { encryptionKey });
  Annotations.fromStack(stack).hasWarning('/Shop/Alerts', Match.stringLikeRegexp('imported key'));
});
