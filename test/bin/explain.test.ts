import { AwsFailure } from '../../bin/cli/aws-failure';
import { renderError } from '../../bin/cli/cli-error';
import { explain } from '../../bin/cli/explain';
import { sdkError } from './fake-host';

const failed = (cause: unknown) =>
  explain(new AwsFailure('states:StartExecution', 'arn:aws:states:us-east-1:1:stateMachine:replay', cause));

test.each([
  ['CredentialsProviderError', 'Could not load credentials from any providers', 'CREDENTIALS_MISSING'],
  [
    'CredentialsProviderError',
    'Could not resolve credentials using profile: [x] in configuration/credentials file(s).',
    'PROFILE_UNUSABLE',
  ],
  [
    'CredentialsProviderError',
    'Token is expired. To refresh this SSO session run aws sso login',
    'CREDENTIALS_EXPIRED',
  ],
  ['ExpiredTokenException', 'The security token included in the request is expired', 'CREDENTIALS_EXPIRED'],
  ['ExpiredToken', 'The provided token has expired.', 'CREDENTIALS_EXPIRED'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'CREDENTIALS_REFUSED'],
  ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'CREDENTIALS_REFUSED'],
  ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'CREDENTIALS_REFUSED'],
  [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    'CLOCK_SKEWED',
  ],
  ['AuthorizationErrorException', 'not authorized', 'ACCESS_DENIED'],
  ['ThrottlingException', 'Rate exceeded', 'THROTTLED'],
  ['StateMachineDoesNotExist', 'State Machine Does Not Exist', 'RESOURCE_GONE'],
  ['QueueDoesNotExist', 'The specified queue does not exist.', 'RESOURCE_GONE'],
  ['NoSuchBucket', 'The specified bucket does not exist', 'RESOURCE_GONE'],
  ['Error', 'Region is missing', 'REGION_MISSING'],
  ['TimeoutError', 'socket timed out', 'ENDPOINT_UNREACHABLE'],
  ['InternalFailure', 'oops', 'UNFORESEEN'],
])("AWS's %s (%s) is explained as %s", (name, message, code) => {
  expect(failed(sdkError(name, message)).code).toBe(code);
});

test('a denied call names who, what and on what, and the statement to add', () => {
  const message =
    'User: arn:aws:iam::1:user/ann is not authorized to perform: states:DescribeExecution on resource: arn:aws:states:us-east-1:1:execution:r:1 because no identity-based policy allows the states:DescribeExecution action';
  expect(renderError(failed(sdkError('AccessDeniedException', message)))).toBe(
    'AccessError ACCESS_DENIED: arn:aws:iam::1:user/ann may not states:DescribeExecution on arn:aws:states:us-east-1:1:execution:r:1 (no identity-based policy allows the states:DescribeExecution action)\n' +
      '  → add to the caller\'s policy: {"Effect":"Allow","Action":"states:DescribeExecution","Resource":"arn:aws:states:us-east-1:1:execution:r:1"}',
  );
});

test('an S3 denial, which names nothing, is filled in from what was tried', () => {
  const error = explain(
    new AwsFailure('s3:ListBucket', 'arn:aws:s3:::lake', sdkError('AccessDenied', 'Access Denied')),
  );
  expect(error.message).toBe('the caller may not s3:ListBucket on arn:aws:s3:::lake');
});

test('an explicit deny is not cured by another Allow', () => {
  const error = failed(
    sdkError(
      'AccessDeniedException',
      'User: u is not authorized to perform: s3:GetObject on resource: r with an explicit deny in a service control policy',
    ),
  );
  expect(error.remedies).toEqual(['remove the Deny that forbids it']);
});

test('a refused connection is explained, also where a host has several addresses', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4566'), { code: 'ECONNREFUSED' });
  const both = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
  for (const cause of [refused, both]) {
    expect(failed(cause)).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: 'no answer to states:StartExecution: connect ECONNREFUSED 127.0.0.1:4566',
    });
  }
});

test('whatever else is thrown becomes one line', () => {
  expect(renderError(explain(new TypeError('x is undefined\n    at foo')))).toBe(
    'ServiceError UNFORESEEN: sluice failed: TypeError: x is undefined',
  );
  expect(explain('odd').exitCode).toBe(1);
});
