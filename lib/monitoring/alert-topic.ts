import { Annotations, Aws, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { refuseOtherRegion } from '../private/region-rules';

/** Properties of `AlertTopic`. */
export interface AlertTopicProps {
  /**
   * An existing topic.
   *
   * @default - a new, encrypted topic that accepts TLS only
   */
  readonly topic?: sns.ITopic;

  /**
   * Customer-managed key of the new topic.
   *
   * @default - a new key with rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Addresses that are told; each must confirm a mail from AWS.
   *
   * @default - nobody, which is warned of at synth
   */
  readonly emails?: string[];

  /**
   * What happens to the new key when it leaves the stack.
   *
   * @default - it stays for its waiting period
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Services that publish alerts; without these grants their messages are dropped in silence. */
const PUBLISHERS = ['cloudwatch.amazonaws.com', 'events.amazonaws.com'];

const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

/** An SNS topic that alerts really get through: key and topic policy admit the services that publish. */
export class AlertTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  private undeliveredAlerts?: sqs.Queue;

  /**
   * @param scope where the topic goes
   * @param id its name there
   * @param props all optional
   */
  constructor(scope: Construct, id: string, props: AlertTopicProps = {}) {
    super(scope, id);
    refuseOtherRegion(this, 'topic', props.topic);
    this.topic = props.topic ?? this.createTopic(props);
    this.admitToKey();
    this.admitToTopic();
    for (const email of props.emails ?? []) this.tell(email);
    // An imported topic has subscribers that cannot be seen from here.
    if (this.topic instanceof sns.Topic) this.warnWithoutSubscribers(this.topic);
  }

  /**
   * Adds somebody who is told of alarms. An alert that the subscriber does not take, after SNS's own retries, waits for 14 days in
   * the queue `Undelivered`, unless the subscription has a dead-letter queue of its own.
   *
   * @param subscription who, and how
   */
  public addSubscription(subscription: sns.ITopicSubscription): sns.Subscription {
    return this.topic.addSubscription({
      bind: (topic) => {
        const config = subscription.bind(topic);
        return { ...config, deadLetterQueue: config.deadLetterQueue ?? this.undelivered() };
      },
    });
  }

  /** Two pipelines with one topic may both name somebody, who is subscribed once. */
  private tell(email: string): void {
    if (!this.topic.node.tryFindChild(email)) this.addSubscription(new subscriptions.EmailSubscription(email));
  }

  /** One for all subscriptions, made with the first. */
  private undelivered(): sqs.IQueue {
    this.undeliveredAlerts ??= new sqs.Queue(this, 'Undelivered', {
      fifo: this.topic.fifo || undefined,
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    return this.undeliveredAlerts;
  }

  private createTopic(props: AlertTopicProps): sns.Topic {
    const masterKey =
      props.encryptionKey ?? new kms.Key(this, 'Key', { enableKeyRotation: true, removalPolicy: props.removalPolicy });
    return new sns.Topic(this, 'Topic', { masterKey, enforceSSL: true, tracingConfig: sns.TracingConfig.ACTIVE });
  }

  /** CloudWatch cannot use the key that AWS manages for SNS, and a customer's only where the key policy says so. */
  private admitToKey(): void {
    const statement = new iam.PolicyStatement({
      sid: 'SluiceAlerts',
      principals: PUBLISHERS.map((service) => new iam.ServicePrincipal(service)),
      actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      resources: ['*'],
      conditions: OWN_ACCOUNT,
    });
    const admitted = this.topic.masterKey?.addToResourcePolicy(statement, true);
    if (admitted?.statementAdded === false) this.warnOfForeignKey();
  }

  /** A topic policy replaces the default one, which admits the account: so what enforceSSL adds must not stand alone. */
  private admitToTopic(): void {
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: `SluiceAlerts${this.node.addr.slice(-8)}`,
        principals: PUBLISHERS.map((service) => new iam.ServicePrincipal(service)),
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: OWN_ACCOUNT,
      }),
    );
  }

  private warnOfForeignKey(): void {
    Annotations.of(this).addWarningV2(
      'cdk-sluice:foreignKey',
      'the policy of an imported key cannot be extended: see that it admits cloudwatch.amazonaws.com to kms:GenerateDataKey* and kms:Decrypt, or no alarm arrives',
    );
  }

  /** Looked at when all of the app is defined, aspects included: others may subscribe later. */
  private warnWithoutSubscribers(topic: sns.Topic): void {
    const validate = () => {
      if (!isSubscribed(this, topic)) {
        Annotations.of(this).addWarningV2(
          'cdk-sluice:noSubscriber',
          'nobody is told of alarms: give alertEmails or call addSubscription on the alert topic',
        );
      }
      return [];
    };
    this.node.addValidation({ validate });
  }
}

function isSubscribed(scope: Construct, topic: sns.Topic): boolean {
  const stack = Stack.of(topic);
  const arn = JSON.stringify(stack.resolve(topic.topicArn));
  return scope.node.root.node
    .findAll()
    .some((node) => node instanceof sns.CfnSubscription && JSON.stringify(stack.resolve(node.topicArn)) === arn);
}
