import { Aspects, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { AlertTopic } from '../../../lib';
import { INIT_FLAGS, newStack } from '../stacks';

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

describe('an alert that a subscriber does not take', () => {
  const subscribe = (deadLetters?: (stack: Stack) => sqs.Queue) => {
    const stack = newStack();
    const alerts = new AlertTopic(stack, 'Alerts', { emails: ['ops@example.com'] });
    const deadLetterQueue = deadLetters?.(stack);
    alerts.addSubscription(new SqsSubscription(new sqs.Queue(stack, 'Pager'), { deadLetterQueue }));
    return Template.fromStack(stack);
  };
  const waitsIn = (queue: unknown) => ({
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [queue, 'Arn'] } },
  });

  test('waits in one queue, whoever it was for', () => {
    const template = subscribe();
    template.allResourcesProperties('AWS::SNS::Subscription', waitsIn(Match.stringLikeRegexp('AlertsUndelivered')));
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.resourceCountIs('AWS::SQS::Queue', 2);
  });

  test("waits in the subscription's own dead-letter queue, where it has one", () =>
    subscribe((stack) => new sqs.Queue(stack, 'Own')).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      ...waitsIn(Match.stringLikeRegexp('^Own')),
    }));
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

describe('on a topic of the app', () => {
  const admitsCloudWatch = (action: string | string[]) => ({
    Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Action: action, Principal: CLOUDWATCH })]),
  });

  test('CloudWatch is let in to the topic and to its key', () => {
    const stack = newStack();
    const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
    new AlertTopic(stack, 'Alerts', { topic });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: admitsCloudWatch('sns:Publish') });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: admitsCloudWatch(['kms:GenerateDataKey*', 'kms:Decrypt']),
    });
  });

  test('the key that AWS manages for SNS, which keeps CloudWatch out, is warned of', () => {
    const stack = newStack();
    const topic = new sns.Topic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns') });
    new AlertTopic(stack, 'Alerts', { topic });
    Annotations.fromStack(stack).hasWarning('/Shop/Alerts', Match.stringLikeRegexp('admits cloudwatch.amazonaws.com'));
  });
});

test('a new topic is traced', () => {
  const stack = newStack();
  new AlertTopic(stack, 'Alerts');
  Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', { TracingConfig: 'Active' });
});

test('somebody subscribed by an aspect is somebody', () => {
  const stack = newStack();
  const { topic } = new AlertTopic(stack, 'Alerts');
  const visit = (node: IConstruct) =>
    void (node === topic && topic.addSubscription(new UrlSubscription('https://x.y')));
  Aspects.of(stack).add({ visit });
  Annotations.fromStack(stack).hasNoWarning('*', unheard);
});

test('alerts get from CloudWatch through an encrypted topic into an encrypted queue', () => {
  const stack = newStack(INIT_FLAGS);
  const inbox = new sqs.Queue(stack, 'Inbox', { encryptionMasterKey: new kms.Key(stack, 'InboxKey') });
  new AlertTopic(stack, 'Alerts').addSubscription(new SqsSubscription(inbox));
  const keys = Template.fromStack(stack).findResources('AWS::KMS::Key');
  const principals = Object.values(keys).map(({ Properties }) => JSON.stringify(Properties.KeyPolicy));
  expect(principals).toHaveLength(2);
  expect(principals).toContainEqual(expect.stringContaining('cloudwatch.amazonaws.com'));
  expect(principals).toContainEqual(expect.stringContaining('sns.amazonaws.com'));
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } })],
    },
  });
});
