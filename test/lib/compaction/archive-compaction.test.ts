import { Match, Template } from 'aws-cdk-lib/assertions';
import { DataPipeline, FunctionTarget, QueueSource } from '../../../lib';
import { consumer, newStack } from '../stacks';

function templateOf(compactArchive?: boolean): Template {
  const stack = newStack();
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  new DataPipeline(stack, 'Orders', { pipelineName: 'orders', source: new QueueSource(), target, compactArchive });
  return Template.fromStack(stack);
}

const COMPACTION = { Description: 'Sluice: merges small objects of the archive' };

it('a pipeline compacts its archive every hour, where it is asked to', () => {
  templateOf().resourcePropertiesCountIs('AWS::Lambda::Function', COMPACTION, 0);
  const template = templateOf(true);
  template.hasResourceProperties('AWS::Lambda::Function', COMPACTION);
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' });
});

it('the compaction may change the archive and its own notes, and see which replays run; no more', () => {
  const template = templateOf(true);
  const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.includes('Compaction'),
  );
  const statements: { Action: string | string[]; Resource: unknown }[] = policy[1].Properties.PolicyDocument.Statement;
  const changing = statements.filter(({ Action }) => Action.includes('s3:DeleteObject'));
  expect(changing).toHaveLength(1);
  const resources = JSON.stringify(changing[0].Resource);
  expect(resources.match(/\/[a-z]+\/orders\/\*/g)).toEqual(['/archive/orders/*', '/compaction/orders/*']);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: 'states:ListExecutions', Effect: 'Allow' })]),
    },
  });
  expect(JSON.stringify(statements)).not.toMatch(/spilled|quarantined/);
});
