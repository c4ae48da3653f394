import { Invocation, OptionValues, readArguments } from './arguments';
import { ExitCode, renderError } from './cli-error';
import { explain } from './explain';
import { help } from './help';
import type { Aws, AwsOptions, Host } from './host';
import { replay } from './replay';
import { status } from './status';
import { testAlert } from './test-alert';
import { parseEndpoint } from './values';

/** A host whose AWS depends on the command line. */
export interface Surroundings extends Omit<Host, 'aws'> {
  readonly version: string;
  connect(options: AwsOptions): Aws;
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
      return execute(invocation, {
        ...hostOf(surroundings),
        aws: surroundings.connect(awsOptions(invocation.options)),
      });
  }
}

function execute({ command, pipeline = '', options }: Invocation & { kind: 'run' }, host: Host): Promise<ExitCode> {
  switch (command) {
    case 'status':
      return status(host, pipeline || undefined, options);
    case 'replay':
      return replay(host, pipeline, options);
    case 'test-alert':
      return testAlert(host, pipeline, options);
  }
}

function awsOptions({ endpoint, region, profile }: OptionValues): AwsOptions {
  return {
    endpoint: typeof endpoint === 'string' ? parseEndpoint('--endpoint', endpoint) : undefined,
    region: typeof region === 'string' ? region : undefined,
    profile: typeof profile === 'string' ? profile : undefined,
  };
}

function hostOf({ terminal, now, sleep }: Surroundings): Omit<Host, 'aws'> {
  return { terminal, now, sleep };
}
