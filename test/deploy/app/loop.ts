// An app that no synth may let through: its pipeline would send each record round and round.
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DataPipeline, QueueSource, QueueTarget } from '../../../lib';

const stack = new Stack(new App(), 'SluiceFaults-loop');
const queue = Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:000000000000:orders');
const same = Queue.fromQueueArn(stack, 'Same', 'arn:aws:sqs:us-east-1:000000000000:orders');
new DataPipeline(stack, 'Flow', { source: new QueueSource({ queue }), target: new QueueTarget(same) });
