import * as sdk from '@aws-sdk/client-s3';
import { crc32 } from 'node:zlib';
import { s3Lake } from '../../../lambda/adapters/s3-lake';
import { pointed, Stub } from './stub';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const lake = (): ReturnType<typeof s3Lake> => s3Lake(pointed(sdk, stub.url), 'lake');

/** As S3 writes it: base64 of the four bytes. */
function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

describe('between handler and S3, the SDK', () => {
  it.each(['put', 'putOnce'] as const)('sends a checksum with every object: %s', async (operation) => {
    await lake()[operation]('spilled/a', 'body');
    expect(stub.requests[0].headers).toMatchObject({ 'x-amz-checksum-crc32': checksumOf('body') });
  });

  it('asks for the checksum of what it reads, and checks it', async () => {
    stub.answer = () => ({ body: 'body', headers: { 'x-amz-checksum-crc32': checksumOf('body') } });
    expect(await lake().get('spilled/a')).toBe('body');
    expect(stub.requests[0].headers).toMatchObject({ 'x-amz-checksum-mode': 'ENABLED' });
    stub.answer = () => ({ body: 'bodx', headers: { 'x-amz-checksum-crc32': checksumOf('body') } });
    await expect(lake().get('spilled/a')).rejects.toThrow(/[Cc]hecksum/);
  });
});
