import { sdkFailure } from '../../../lambda/adapters/sdk-failure';

describe('what a failed call of the SDK says of its target', () => {
  test.each([
    ['TooManyRequestsException', 'overload'],
    ['ThrottlingException', 'overload'],
    ['TimeoutError', 'overload'],
    ['AWS.SimpleQueueService.RequestThrottled', 'overload'],
    ['BatchRequestTooLong', 'content'],
    ['AWS.SimpleQueueService.BatchRequestTooLong', 'content'],
    // SQS answers so to an empty body: one empty record of a stream is no outage.
    ['MissingParameter', 'unclear'],
    ['InvalidParameterValue', 'unclear'],
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
