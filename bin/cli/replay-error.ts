import { CliError } from './cli-error';

/** A replay cannot be started or steered, or left something behind. */
export class ReplayError extends CliError {
  public override readonly name = 'ReplayError';
}
