/** 0: done; 1: tried and failed; 2: not understood, so nothing was tried. */
export type ExitCode = 0 | 1 | 2;

/** An error that the person at the terminal can act on: what happened, and what to do about it. */
export class CliError extends Error {
  /** Written out, since the bundler shortens the names of classes. */
  public override readonly name: string = 'CliError';
  public readonly exitCode: ExitCode = 1;

  constructor(
    public readonly code: string,
    message: string,
    /** What to do, one thing a line. */
    public readonly remedies: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The command line itself is wrong. */
export class UsageError extends CliError {
  public override readonly name = 'UsageError';
  public override readonly exitCode = 2;
}

/** The deployment is not as the command needs it. */
export class DeploymentError extends CliError {
  public override readonly name = 'DeploymentError';
}

/** Who asks, or for what, is not accepted by AWS. */
export class AccessError extends CliError {
  public override readonly name = 'AccessError';
}

/** AWS, or its emulator, does not answer. */
export class ConnectionError extends CliError {
  public override readonly name = 'ConnectionError';
}

/** An AWS service answered with an error that nothing here foresaw. */
export class ServiceError extends CliError {
  public override readonly name = 'ServiceError';
}

export function renderError(error: CliError): string {
  return [`${error.name} ${error.code}: ${error.message}`, ...error.remedies.map((remedy) => `  → ${remedy}`)].join(
    '\n',
  );
}
