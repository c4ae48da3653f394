import { AwsFailure } from './aws-failure';
import { AccessError, CliError, ConnectionError, DeploymentError, ServiceError, UsageError } from './cli-error';

interface Cause {
  readonly name: string;
  readonly message: string;
  /** Of a socket error. */
  readonly code?: string;
}

interface Kind {
  readonly matches: (cause: Cause) => boolean;
  readonly explain: (cause: Cause, failure: AwsFailure) => CliError;
}

const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired|SSOTokenProviderFailure)$/;
const DENIED =
  /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|UnauthorizedException|AccessDeniedError|KMSAccessDenied(Exception)?|NotAuthorized)$/;
const NOT_ACCEPTED =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature(Exception)?|InvalidToken|IncompleteSignature|MissingAuthenticationToken(Exception)?|AuthFailure)$/;
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const THROTTLED =
  /^(Throttling(Exception)?|ThrottledException|TooManyRequests(Exception)?|SlowDown|RequestLimitExceeded|ProvisionedThroughputExceededException|KMSThrottling(Exception)?)$/;
const GONE =
  /^(ResourceNotFound(Exception)?|StateMachineDoesNotExist|ExecutionDoesNotExist|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|NoSuchBucket|NotFound(Exception)?|ParameterNotFound)$/;
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)$/;

/** One row a kind of failure; the first that matches explains it. */
const KINDS: readonly Kind[] = [
  { matches: ({ message }) => /^Region is missing/.test(message), explain: noRegion },
  {
    matches: ({ message }) => /[Tt]oken is expired|session.*(has )?expired|refresh.*failed/.test(message),
    explain: expired,
  },
  { matches: ({ name }) => EXPIRED.test(name), explain: expired },
  {
    matches: ({ message }) => /credentials using profile|profile.*(could not be|not) found/i.test(message),
    explain: noProfile,
  },
  {
    matches: ({ name }) => name === 'CredentialsProviderError' || name === 'TokenProviderError',
    explain: noCredentials,
  },
  { matches: ({ name }) => DENIED.test(name), explain: denied },
  { matches: ({ name }) => NOT_ACCEPTED.test(name), explain: notAccepted },
  { matches: ({ name }) => SKEWED.test(name), explain: skewed },
  { matches: ({ name }) => THROTTLED.test(name), explain: throttled },
  { matches: ({ name }) => GONE.test(name), explain: gone },
  { matches: ({ code, name }) => UNREACHABLE.test(code ?? '') || name === 'TimeoutError', explain: unreachable },
];

/** What went wrong in words, and what to do; never a stack trace. */
export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const failure = error instanceof AwsFailure ? error : new AwsFailure('sluice', '', error);
  const cause = causeOf(failure.cause);
  const kind = KINDS.find(({ matches }) => matches(cause));
  return kind ? kind.explain(cause, failure) : unforeseen(cause, failure);
}

/** By its shape: an error of another realm is not an `Error` of this one. */
function causeOf(error: unknown): Cause {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const { name = 'Error', message = '', code, errors } = error as Partial<Cause & AggregateError>;
  // Node reports a host with several addresses as an AggregateError without a message of its own.
  const inner = (errors?.[0] ?? {}) as Partial<Cause>;
  return { name, message: message || inner.message || name, code: code ?? inner.code };
}

function noRegion(): CliError {
  return new UsageError('REGION_MISSING', 'no AWS region is set', [
    'add --region us-east-1, or set AWS_REGION, or a region in the profile',
  ]);
}

function noProfile(cause: Cause): CliError {
  return new AccessError('PROFILE_UNUSABLE', `the profile gives no credentials: ${sentence(cause.message)}`, [
    'aws configure list-profiles shows the profiles; name one by --profile or AWS_PROFILE',
  ]);
}

function noCredentials(cause: Cause): CliError {
  return new AccessError('CREDENTIALS_MISSING', `no AWS credentials were found: ${sentence(cause.message)}`, [
    'sign in (aws sso login, aws login), name a profile by --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    'a profile that --profile or AWS_PROFILE names must exist: aws configure list-profiles',
    'an emulator takes any: AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
  ]);
}

function expired(cause: Cause): CliError {
  return new AccessError('CREDENTIALS_EXPIRED', `the AWS session has expired: ${sentence(cause.message)}`, [
    'sign in again (aws sso login, aws login), or renew AWS_SESSION_TOKEN',
  ]);
}

function notAccepted(cause: Cause, { action }: AwsFailure): CliError {
  return new AccessError(
    'CREDENTIALS_REFUSED',
    `AWS does not accept the credentials (${action}: ${sentence(cause.message)})`,
    ['aws sts get-caller-identity shows who you are; check AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN and the profile'],
  );
}

function skewed(cause: Cause): CliError {
  return new AccessError('CLOCK_SKEWED', `this machine's clock differs from AWS's: ${sentence(cause.message)}`, [
    'set the clock (NTP), then try again',
  ]);
}

/** AWS names action and resource in most of its messages; where it does not, what was tried is what was denied. */
function denied({ message }: Cause, failure: AwsFailure): CliError {
  const action = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/i.exec(message)?.[1] ?? failure.action;
  const resource = /on resource:? "?([^\s"]+)/i.exec(message)?.[1] ?? failure.resource;
  const who = /User: (\S+)/.exec(message)?.[1];
  const why = /because (.+)$/.exec(message)?.[1];
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  return new AccessError(
    'ACCESS_DENIED',
    `${who ?? 'the caller'} may not ${action} on ${resource}${why ? ` (${sentence(why)})` : ''}`,
    [/explicit deny/.test(message) ? 'remove the Deny that forbids it' : `add to the caller's policy: ${statement}`],
  );
}

function throttled(_cause: Cause, { action }: AwsFailure): CliError {
  return new ServiceError('THROTTLED', `AWS asks for a pause: too many ${action} calls in this account`, [
    'try again in a minute',
  ]);
}

function gone(cause: Cause, { action, resource }: AwsFailure): CliError {
  return new DeploymentError('RESOURCE_GONE', `${resource} does not exist (${action}: ${sentence(cause.message)})`, [
    'deploy the stack again; check --region, --profile and --endpoint',
  ]);
}

function unreachable(cause: Cause, { action }: AwsFailure): CliError {
  return new ConnectionError('ENDPOINT_UNREACHABLE', `no answer to ${action}: ${sentence(cause.message)}`, [
    'is it running? check --endpoint (or AWS_ENDPOINT_URL) and --region',
    'on AWS: check the network, the proxy and the VPN',
  ]);
}

function unforeseen(cause: Cause, { action, resource }: AwsFailure): CliError {
  const on = resource ? ` on ${resource}` : '';
  return new ServiceError('UNFORESEEN', `${action}${on} failed: ${cause.name}: ${sentence(cause.message)}`);
}

function sentence(message: string): string {
  return (message.split('\n')[0] ?? '').trim().replace(/\.$/, '');
}
