import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sdkAws } from './cli/aws/sdk-aws';
import { ConsoleTerminal } from './cli/console-terminal';
import { run } from './cli/run';

// The bundler writes the version into the file: nothing is read at run time.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { version } = require('../package.json') as { version: string };

// A closed pipe (`sluice status | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// The SDK's own notice on old versions of Node is not for the people who operate a pipeline.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void run(process.argv.slice(2), {
  version,
  terminal: new ConsoleTerminal(),
  connect: (options) => sdkAws(options),
  input: () => createInterface({ input: process.stdin, crlfDelay: Infinity }),
  now: Date.now,
  sleep: (millis) => sleep(millis),
}).then((code) => {
  process.exitCode = code;
});
