import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { type DirectoryEntry, directoryParameter } from '../contract/directory';
import type { DataPipeline } from './data-pipeline';

/** Lets the CLI find the parts of a pipeline by its name. The parameter's name is the address, hence the fixed name. */
export function writeDirectory(pipeline: DataPipeline): ssm.StringParameter {
  const entry: DirectoryEntry = {
    v: 1,
    pipeline: pipeline.pipelineName,
    source: { kind: pipeline.source.kind, address: pipeline.source.address },
    deadLetterQueueUrl: pipeline.source.deadLetterQueue?.queueUrl,
    handlerName: pipeline.handler.function.functionName,
    bucket: pipeline.buffer.bucket.bucketName,
    stateTable: pipeline.stateTable.tableName,
    replayStateMachineArn: pipeline.replay.stateMachine.stateMachineArn,
    alertTopicArn: pipeline.alerts.topic.topicArn,
    outageAlarm: pipeline.monitor.alarm('outage')?.alarmName,
    dashboardName: pipeline.dashboard?.dashboard.dashboardName,
  };
  return new ssm.StringParameter(pipeline, 'Directory', {
    parameterName: directoryParameter(pipeline.pipelineName),
    description: 'Sluice: where the parts of a pipeline are',
    stringValue: Stack.of(pipeline).toJsonString(entry),
    simpleName: false,
  });
}
