import { Invocation, OptionValues, readArguments } from './arguments';
import { ExitCode, renderError } from './cli-error';
import { decide } from './decide';
import { explain } from './explain';
import { help } from './help';
import type { Aws, AwsOptions, Host } from './host';
import { replay } from './replay';
import { simulate } from './simulate/simulate';
import { status } from './status';
import { testAlert } from './test-alert';
import { parseEndpoint } from './values';

/** A host whose AWS depends on the command line. */
export interface Surroundings extends Omit<Host, 'aws'> {
  readonly version: string;
  connect(options: AwsOptions): Aws;
  /** Lines of the standard input. */
  input(): AsyncIterable<string>;
}

/** The whole program: from the command line to the exit code. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    return await invoke(readArguments(argv), surroundings);
  } catch (error) {
    const explained = explain(error);
    surroundings.terminal.note(renderError(explained));
    return explained.exitCode;
  }
}

async function invoke(invocation: Invocation, surroundings: Surroundings): Promise<ExitCode> {
  const { terminal, version } = surroundings;
  switch (invocation.kind) {
    case 'version':
      terminal.out(version);
      return 0;
    case 'help':
      terminal.out(help(invocation.command));
      return 0;
    case 'run':
      return execute(invocation, surroundings);
  }
}

function execute({ command, argument = '', options }: Run, surroundings: Surroundings): Promise<ExitCode> {
  switch (command) {
    case 'status':
      return status(online(surroundings, options), argument || undefined, options);
    case 'replay':
      return replay(online(surroundings, options), argument, options);
    case 'test-alert':
      return testAlert(online(surroundings, options), argument, options);
    case 'decide':
      return decide(surroundings);
    case 'simulate':
      return simulate(surroundings, argument, options);
  }
}

type Run = Invocation & { readonly kind: 'run' };

function online(surroundings: Surroundings, options: OptionValues): Host {
  const { terminal, now, sleep } = surroundings;
  return { terminal, now, sleep, aws: surroundings.connect(awsOptions(options)) };
}

function awsOptions({ endpoint, region, profile }: OptionValues): AwsOptions {
  return {
    endpoint: typeof endpoint === 'string' ? parseEndpoint('--endpoint', endpoint) : undefined,
    region: typeof region === 'string' ? region : undefined,
    profile: typeof profile === 'string' ? profile : undefined,
  };
}
