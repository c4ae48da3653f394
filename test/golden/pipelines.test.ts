import { Template } from 'aws-cdk-lib/assertions';
import { DataPipeline, FunctionTarget, QueueSource, StreamSource } from '../../lib';
import { consumer, newStack } from '../lib/stacks';

// Looked at by a person when it changes: a changed logical ID of a queue, stream, bucket or table would replace it.
test.each([
  ['queue', () => new QueueSource()],
  ['stream', () => new StreamSource()],
])('the template of a default %s pipeline', (_kind, source) => {
  const stack = newStack();
  new DataPipeline(stack, 'Orders', {
    source: source(),
    target: new FunctionTarget(consumer(stack, 'Worker')),
    fallback: new FunctionTarget(consumer(stack, 'Standby')),
    alertEmails: ['ops@example.com'],
  });
  expect(Template.fromStack(stack).toJSON()).toMatchSnapshot();
});
