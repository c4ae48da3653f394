// Asserts, through the services' own APIs, what the demo relies on. Deploys stack/app.ts with the real CDK CLI to a local
// AWS of its own and destroys it again.
// Usage: npm run check:local-aws [-- words of the chapters to run]
import { test, type TestContext } from 'node:test';
import { alarms } from './checks/alarms';
import { capacityReadings } from './checks/capacity-readings';
import { events } from './checks/events';
import { faults } from './checks/faults';
import { gaps } from './checks/gaps';
import { kinesisAge } from './checks/kinesis-age';
import { kinesisMapping } from './checks/kinesis-mapping';
import { kinesisShards } from './checks/kinesis-shards';
import { lambda } from './checks/lambda';
import { metrics } from './checks/metrics';
import { processes } from './checks/processes';
import { regulation } from './checks/regulation';
import { remains } from './checks/remains';
import { sqsMapping } from './checks/sqs-mapping';
import { stepFunctions } from './checks/step-functions';
import { storage } from './checks/storage';
import type { Checks } from './checks/checks';
import { deployment } from './deployment';

/** Run at the same time, their checks one after the other: more would only measure how busy this machine is. */
const chapters: Record<string, Checks> = {
  'Kinesis record age': kinesisAge,
  Events: events,
  Faults: faults,
  'Kinesis mapping': kinesisMapping,
  'Kinesis shards': kinesisShards,
  'SQS mapping': sqsMapping,
  Lambda: lambda,
  Metrics: metrics,
  Alarms: alarms,
  Regulation: regulation,
  'Regulation readings': capacityReadings,
  Storage: storage,
  'Step Functions': stepFunctions,
  Processes: processes,
  'Known gaps (emulated.json)': gaps,
};

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());

void test('the local AWS', async (t) => {
  t.after(() => deployment.end());
  await deployment.deploy();
  await t.test('while it is deployed', { concurrency: Object.keys(chapters).length }, async (t) => {
    await Promise.all(
      Object.entries(chapters)
        .filter(isWanted)
        .map(([name, checks]) => t.test(name, (t) => run(t, checks))),
    );
  });
  await t.test('afterwards', (t) => run(t, remains));
});

function isWanted([name]: [string, Checks]): boolean {
  return wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word));
}

async function run(t: TestContext, checks: Checks): Promise<void> {
  for (const [sentence, check] of Object.entries(checks)) {
    await t.test(sentence, { timeout: 150_000 }, async () => {
      await check().catch((error: Error) => {
        deployment.keep();
        throw error;
      });
    });
  }
}
