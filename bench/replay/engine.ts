import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFauxqs } from 'fauxqs';

/** Where the engines of a run are. */
export interface Engine {
  readonly s3: string;
  readonly target: string;
}

/** The word by which the program is started as the engine. */
export const ENGINE = 'engine';

/** S3 in memory, and a target that reads what it gets and says yes: in a process of their own, whose time nobody counts. */
export async function serve(): Promise<void> {
  const { port } = await startFauxqs({ port: 0, logger: false });
  const target = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  target.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const engine: Engine = {
    s3: `http://127.0.0.1:${port}`,
    target: `http://127.0.0.1:${(target.address() as AddressInfo).port}/`,
  };
  process.send!(engine);
  process.on('disconnect', () => process.exit());
}

/** Starts the engine, and ends it behind the work. */
export async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  const child = fork(process.argv[1], [ENGINE]);
  const [engine] = (await once(child, 'message')) as [Engine];
  try {
    await work(engine);
  } finally {
    child.disconnect();
  }
}
