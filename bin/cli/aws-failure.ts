/** An AWS call that failed, with what it was: the raw material of `explain`. */
export class AwsFailure extends Error {
  constructor(
    /** IAM action, such as `states:StartExecution`. */
    public readonly action: string,
    /** ARN, name or URL of what it was done to. */
    public readonly resource: string,
    public override readonly cause: unknown,
  ) {
    super(`${action} failed`);
    this.name = 'AwsFailure';
  }
}
