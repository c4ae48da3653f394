import * as sdk from '@aws-sdk/client-ssm';
import { flowsPath } from '../../../lib/contract/regulation';
import { parameterFlows } from '../../../lambda/adapters/parameter-flows';
import { pointed, Stub, StubAnswer } from './stub';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const flows = (): ReturnType<ReturnType<typeof parameterFlows>> =>
  parameterFlows(pointed(sdk, stub.url), flowsPath('main'))();
const json = (body: object, status = 200): StubAnswer => ({ status, body: JSON.stringify(body) });

describe('the flows in Parameter Store', () => {
  it('are all parameters under the regulator’s path, page by page', async () => {
    const page = (from: number, count: number): object =>
      Array.from({ length: count }, (_, i) => ({ Name: `/sluice-regulator/main/${from + i}`, Value: `${from + i}` }));
    const pages = [
      { Parameters: page(0, 10), NextToken: 'a' },
      { Parameters: [], NextToken: 'b' },
      { Parameters: page(10, 3) },
    ];
    stub.answer = () => json(pages[stub.requests.length - 1]);
    const found = await flows();
    expect(found.map(({ text }) => text)).toEqual(Array.from({ length: 13 }, (_, i) => `${i}`));
    expect(found[12].name).toBe('/sluice-regulator/main/12');
    expect(stub.requests.map(({ body }) => JSON.parse(body) as object)).toEqual([
      { Path: '/sluice-regulator/main/', Recursive: true, MaxResults: 10 },
      { Path: '/sluice-regulator/main/', Recursive: true, MaxResults: 10, NextToken: 'a' },
      { Path: '/sluice-regulator/main/', Recursive: true, MaxResults: 10, NextToken: 'b' },
    ]);
  });

  it('are tried again where the store is busy', async () => {
    stub.answer = () =>
      stub.requests.length < 3
        ? json({ __type: 'ThrottlingException', message: 'slow down' }, 400)
        : json({ Parameters: [] });
    expect(await flows()).toEqual([]);
    expect(stub.requests).toHaveLength(3);
  });

  it('that may not be read are an error', async () => {
    stub.answer = () => json({ __type: 'AccessDeniedException', message: 'no' }, 400);
    await expect(flows()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
