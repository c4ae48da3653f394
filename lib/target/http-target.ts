import { Duration, Token } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { checkNumbers, knownSeconds, requireKnown } from '../private/number-rules';
import { SluiceError } from '../private/sluice-error';
import { type ITarget, type TargetConfig, TargetKind } from './target';

/** Properties of `HttpTarget`. */
export interface HttpTargetProps {
  /** Address that records are posted to; https, or http on the loopback address. */
  readonly url: string;

  /**
   * How long to wait for an answer: 1 second to 15 minutes.
   *
   * @default - 10 seconds
   */
  readonly timeout?: Duration;

  /**
   * Headers sent with each request. They are readable in the function's configuration: put no secret here.
   *
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
}

const RULES = { timeout: { code: 'SLUICE_TIMEOUT', min: 1, max: 900, unit: ' seconds' } } as const;
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** An HTTP endpoint that records are posted to. */
export class HttpTarget implements ITarget {
  /** @param props where to and how */
  constructor(private readonly props: HttpTargetProps) {}

  /** Checks the address; an endpoint needs no permission of ours. */
  public bind(handler: lambda.IFunction): TargetConfig {
    checkUrl(handler, this.props.url);
    requireKnown(handler, { timeout: this.props.timeout });
    const timeout = this.props.timeout ?? Duration.seconds(10);
    checkNumbers(handler, RULES, { timeout: knownSeconds(timeout) });
    return {
      kind: TargetKind.HTTP,
      url: this.props.url,
      timeoutMillis: timeout.toMilliseconds(),
      headers: this.props.headers ?? {},
    };
  }
}

function checkUrl(scope: IConstruct, url: string): void {
  if (Token.isUnresolved(url)) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'https:') return;
  if (parsed?.protocol === 'http:' && LOOPBACK_HOSTS.includes(parsed.hostname)) return;
  throw new SluiceError(scope, 'SLUICE_URL', `url must be an https address, got '${url}'`);
}
