import assert from 'node:assert/strict';
import { rawRequest, s3 } from '../aws';
import { invoke } from '../calls';
import { nameOf } from '../deployment';
import type { EvidenceOf } from './evidence';

export const securityGaps: EvidenceOf = {
  async 'IAM: policies of roles'() {
    const [Bucket, Key] = [nameOf('Bucket'), 'gaps/secret'];
    await s3.putObject({ Bucket, Key, Body: 'secret' });
    // Nothing grants this function the bucket.
    assert.equal((await invoke('Answer', { act: 'read', bucket: Bucket, key: Key })).body, 'secret');
  },

  async 'KMS: nothing is encrypted'() {
    const kms = async (action: string, body: object) => {
      const headers = { 'x-amz-target': `TrentService.${action}`, 'content-type': 'application/x-amz-json-1.1' };
      const response = await rawRequest('kms', '/', { method: 'POST', headers, body: JSON.stringify(body) });
      assert.ok(response.ok, `${action}: ${response.status}`);
      return response.text();
    };
    const { KeyMetadata } = JSON.parse(await kms('CreateKey', {})) as { KeyMetadata: { KeyId: string; Arn: string } };
    const object = { Bucket: nameOf('Bucket'), Key: 'gaps/sealed' };
    await s3.putObject({ ...object, Body: 'open', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyMetadata.Arn });
    await kms('DisableKey', { KeyId: KeyMetadata.KeyId });
    assert.equal(await (await s3.getObject(object)).Body?.transformToString(), 'open');
  },
};
