import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rawRequest, sfn } from '../aws';
import { endOf, mapRunOf, startMap } from '../map-runs';
import { until } from '../until';
import type { EvidenceOf } from './evidence';

export const workflowGaps: EvidenceOf = {
  async 'CloudFormation: Route 53 health checks'() {
    const response = await rawRequest('route53', '/2013-04-01/healthcheck', { method: 'GET' });
    assert.doesNotMatch(await response.text(), /<HealthCheck>/);
  },

  async 'Step Functions: a redriven map'() {
    const arn = await startMap({ options: { run: 'again', ms: 400 }, concurrency: 1 });
    await until('the map run', () => mapRunOf(arn));
    await sfn.stopExecution({ executionArn: arn });
    await sfn.redriveExecution({ executionArn: arn });
    await endOf(arn);
    const { mapRuns = [] } = await sfn.listMapRuns({ executionArn: arn });
    assert.equal(mapRuns.length, 2);
  },

  async 'X-Ray: no segments are recorded'() {
    const now = Date.now() / 1_000;
    const trace_id = `1-${Math.floor(now).toString(16)}-${randomBytes(12).toString('hex')}`;
    const segment = { name: 'check', id: randomBytes(8).toString('hex'), trace_id, start_time: now - 1, end_time: now };
    const body = JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(segment)] });
    const put = await rawRequest('xray', '/TraceSegments', { method: 'POST', body });
    assert.ok(!put.ok, `segments are accepted: ${put.status}`);
  },
};
