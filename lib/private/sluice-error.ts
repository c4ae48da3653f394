import type { IConstruct } from 'constructs';
import { ERROR_ADVICE, type ErrorCode } from './error-codes';

/** A mistake in the props, found at synth. The message says where, what, the value got, what is allowed and what to do. */
export class SluiceError extends Error {
  public readonly name = 'SluiceError';

  constructor(
    scope: IConstruct | undefined,
    public readonly code: ErrorCode,
    what: string,
  ) {
    const where = scope ? `${scope.node.path}: ` : '';
    super(`[${code}] ${where}${what}; ${ERROR_ADVICE[code]} (docs/errors.md#${code.toLowerCase()})`);
  }
}
