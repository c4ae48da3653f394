import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface StubRequest {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** `hang`: never answer; `reset`: cut the connection off in the middle of an answer. */
export type Answering = (request: StubRequest) => StubAnswer | 'hang' | 'reset';

/** An HTTP server on 127.0.0.1 that answers as a test says and remembers what it was asked. */
export class Stub {
  public readonly requests: StubRequest[] = [];
  public answer: Answering = () => ({});
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  public static async start(): Promise<Stub> {
    const stub = new Stub();
    await new Promise<void>((done) => stub.#server.listen(0, '127.0.0.1', done));
    return stub;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The last request's JSON. */
  public get json(): Record<string, unknown> {
    return JSON.parse(this.requests.at(-1)!.body) as Record<string, unknown>;
  }

  public reset(): void {
    this.requests.length = 0;
    this.answer = () => ({});
  }

  public async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, url, headers } = request;
    const asked = { method, url, headers, body: Buffer.concat(parts).toString('utf8') };
    this.requests.push(asked);
    const answer = this.answer(asked);
    if (answer === 'hang') return;
    if (answer === 'reset') {
      response.writeHead(200, { 'content-length': '1000' }).write('{"par');
      setImmediate(() => response.destroy());
      return;
    }
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '');
  }
}

type Config = Record<string, unknown> & { readonly requestHandler?: object };

/** The same part of the SDK with its clients pointed at a local address, over HTTP/1.1. */
export function pointed<T extends object>(sdk: T, endpoint: string): T {
  const [name, Client] = Object.entries(sdk).find(([key]) => /^[A-Z]\w+Client$/.test(key)) as [
    string,
    new (config: object) => object,
  ];
  const Pointed = class extends Client {
    constructor(config: Config) {
      super({
        ...config,
        endpoint,
        region: 'eu-west-1',
        forcePathStyle: true,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        requestHandler: new NodeHttpHandler(config.requestHandler),
      });
    }
  };
  return { ...sdk, [name]: Pointed };
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function deadUrl(): Promise<string> {
  const stub = await Stub.start();
  const { url } = stub;
  await stub.stop();
  return url;
}
