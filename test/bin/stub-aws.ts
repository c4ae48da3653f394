import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { entry, lines, NOW } from './fake-host';

type Answer = (body: Record<string, unknown>) => object;

/** An error as services with a JSON protocol send it. */
export class Refusal {
  constructor(
    public readonly name: string,
    public readonly message: string,
  ) {}
}

/** The few calls of a replay over the wire, for the real program with the real SDK: one spilled object, one run. */
export class StubAws {
  public readonly calls: string[] = [];
  public readonly refuses = new Map<string, Refusal>();
  private status = 'RUNNING';
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private readonly answers: Readonly<Record<string, Answer>> = {
    GetParametersByPath: () => ({ Parameters: [{ Name: '/sluice/Orders', Value: JSON.stringify(entry()) }] }),
    ListExecutions: () => ({ executions: [] }),
    StartExecution: () => ({ executionArn: 'arn:aws:states:us-east-1:1:execution:replay:1', startDate: 0 }),
    DescribeExecution: () => ({ status: this.status, startDate: 0 }),
    ListMapRuns: () => ({ mapRuns: [] }),
    StopExecution: () => {
      this.status = 'ABORTED';
      return { stopDate: 0 };
    },
  };

  public async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string') return this.serveObject(request.url ?? '', response);
    const operation = target.split('.')[1] ?? '';
    this.calls.push(operation);
    const refusal = this.refuses.get(operation);
    if (refusal) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: refusal.name, message: refusal.message }));
      return;
    }
    response.end(JSON.stringify(this.answers[operation]?.(JSON.parse(text) as Record<string, unknown>)));
  }

  private serveObject(url: string, response: ServerResponse): void {
    if (!url.includes('list-type=2')) return void response.end(lines(10, NOW));
    const objects = url.includes('prefix=spilled')
      ? '<Contents><Key>spilled/Orders/dt=2026-11-24/hh=04/x.ndjson</Key><Size>340</Size></Contents>'
      : '';
    response.end(`<ListBucketResult>${objects}<IsTruncated>false</IsTruncated></ListBucketResult>`);
  }
}
