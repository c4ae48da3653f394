/** What a function answers of a batch; anything else means success or failure of the whole. */
export type PartialResponse = unknown;

/**
 * The identifiers that an answer names as failed, as Lambda reads it: nothing or an empty list is success, an identifier that is
 * not of the batch is failure of the whole:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting.
 */
export function failedIds(response: PartialResponse, ids: ReadonlySet<string>): ReadonlySet<string> {
  const failures = (response as { batchItemFailures?: { itemIdentifier?: string }[] } | null)?.batchItemFailures ?? [];
  const named = failures.map((failure) => failure?.itemIdentifier ?? '');
  return named.every((id) => ids.has(id)) ? new Set(named) : ids;
}
