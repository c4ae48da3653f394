import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import kinesalite from 'kinesalite';

/** An emulator of AWS services on 127.0.0.1. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

/** An ES module, which jest cannot load: a process of its own, that ends with its standard input. */
const FAUXQS = `
  import { startFauxqs } from 'fauxqs';
  const { port } = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1', defaultRegion: 'eu-west-1' });
  console.log(port);
  process.stdin.resume().on('end', () => process.exit());
`;

/** SQS and S3. */
export async function startFauxqs(): Promise<Engine> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', FAUXQS], {
    cwd: __dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Kinesis. */
export async function startKinesalite(): Promise<Engine> {
  const server: Server = kinesalite({ createStreamMs: 0, deleteStreamMs: 0 });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
