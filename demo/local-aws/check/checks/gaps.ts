import assert from 'node:assert/strict';
import { emulatedGaps } from '../../../local-aws';
import { cloudwatchGaps } from '../gaps/cloudwatch';
import type { Evidence, EvidenceOf } from '../gaps/evidence';
import { lambdaGaps } from '../gaps/lambda';
import { messagingGaps } from '../gaps/messaging';
import { securityGaps } from '../gaps/security';
import { workflowGaps } from '../gaps/workflows';
import type { Checks } from './checks';

const EVIDENCE: EvidenceOf = {
  ...cloudwatchGaps,
  ...lambdaGaps,
  ...messagingGaps,
  ...securityGaps,
  ...workflowGaps,
  'DynamoDB: every read is consistent': { untested: 'reading cannot show that a stale read never happens' },
  'S3: lifecycle rules expire nothing': { untested: 'the shortest rule takes a day' },
  'Regulation: the demo calls the regulator again five seconds after each tick': {
    untested: 'the demo itself does it',
  },
  'Everything runs on this machine': { untested: 'it does' },
};

/** What users are told is faked: a claim that stops being true, and a gap that nobody is told of, both fail. */
export const gaps: Checks = {
  async 'each entry of emulated.json has its evidence'() {
    for (const entry of emulatedGaps()) {
      assert.equal(evidenceFor(entry).length, 1, entry);
    }
    for (const claim of Object.keys(EVIDENCE)) {
      assert.ok(
        emulatedGaps().some((entry) => entry.startsWith(claim)),
        `emulated.json does not say: ${claim}`,
      );
    }
  },
  ...Object.fromEntries(emulatedGaps().flatMap((entry) => probesOf(entry).map((probe) => [entry, probe]))),
};

function evidenceFor(entry: string): Evidence[] {
  return Object.entries(EVIDENCE).flatMap(([claim, evidence]) => (entry.startsWith(claim) ? [evidence] : []));
}

function probesOf(entry: string): (() => Promise<void>)[] {
  return evidenceFor(entry).flatMap((evidence) => (typeof evidence === 'function' ? [evidence] : []));
}
