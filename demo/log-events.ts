/** A line of a log. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

interface LogPage {
  readonly events?: readonly LogEvent[];
  readonly nextToken?: string;
}

/** All lines of a log group, in order. By hand: the SDK of CloudWatch Logs is not installed here. */
export async function logEvents(logGroupName: string): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs<LogPage>('FilterLogEvents', { logGroupName, nextToken });
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events.sort((a, b) => a.timestamp - b.timestamp);
}

async function logs<Answer>(action: string, input: object): Promise<Answer> {
  const credential = `Credential=${process.env.AWS_ACCESS_KEY_ID}/20260101/${process.env.AWS_REGION}/logs/aws4_request`;
  const response = await fetch(process.env.AWS_ENDPOINT_URL!, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${action} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
