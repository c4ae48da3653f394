import { sdkFailure } from '../../../lambda/adapters/sdk-failure';

describe('what a failed call of the SDK says of its target', () => {
  test.each([
    ['TooManyRequestsException', 'overload'],
    ['ThrottlingException', 'overload'],
    ['TimeoutError', 'overload'],
    ['AWS.SimpleQueueService.RequestThrottled', 'overload'],
    ['BatchRequestTooLong', 'content'],
    ['AWS.SimpleQueueService.BatchRequestTooLong', 'content'],
    ['AccessDeniedException', 'outage'],
    ['QueueDoesNotExist', 'outage'],
    ['ECONNREFUSED', 'outage'],
  ])('%s: %s', (name, cause) => {
    const error = Object.assign(new Error('no'), { name });
    expect(sdkFailure(error)).toEqual({
      kind: 'failed',
      cause,
      code: name.replace('AWS.SimpleQueueService.', ''),
      message: 'no',
    });
  });

  test.each([[undefined], [null], ['text']])('is an outage where it threw %p', (thrown) => {
    expect(sdkFailure(thrown)).toMatchObject({ kind: 'failed', cause: 'outage', code: 'Error' });
  });
});
