import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rawRequest, sfn } from '../aws';
import { callsOf, mostAtOnce } from '../calls';
import { endOf, mapRunOf, startMap } from '../map-runs';
import { until } from '../until';
import type { EvidenceOf } from './evidence';

export const workflowGaps: EvidenceOf = {
  async 'CloudFormation: Route 53 health checks'() {
    const response = await rawRequest('route53', '/2013-04-01/healthcheck', { method: 'GET' });
    assert.doesNotMatch(await response.text(), /<HealthCheck>/);
  },

  async 'Step Functions: UpdateMapRun'() {
    const arn = await startMap({ options: { run: 'updated', ms: 400 }, concurrency: 1 });
    const { mapRunArn } = await until('the map run', () => mapRunOf(arn));
    await sfn.updateMapRun({ mapRunArn, maxConcurrency: 8 });
    await endOf(arn);
    const calls = (await callsOf('OnItem')).filter(({ names: [name] }) => name?.startsWith('updated:'));
    assert.deepEqual([calls.length, mostAtOnce(calls)], [8, 1]);
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
