import { parseArgs } from 'node:util';
import { UsageError } from './cli-error';
import { COMMANDS, CommandName, GLOBAL_OPTIONS, OptionSpec } from './commands';

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export type Invocation =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'run'; readonly command: CommandName; readonly argument?: string; readonly options: OptionValues };

type Options = Readonly<Record<string, OptionSpec>>;

/** What the command line asks for; global options may stand before or after the command. */
export function readArguments(argv: readonly string[]): Invocation {
  const command = findCommand(argv);
  const options: Options = { ...GLOBAL_OPTIONS, ...(command ? COMMANDS[command].options : {}) };
  const { values, positionals } = parseStrictly(argv, options, command);
  if (values.version) return { kind: 'version' };
  if (values.help || positionals[0] === 'help') return { kind: 'help', command: command ?? helpTopic(positionals) };
  if (command === undefined) throw unknownCommand(positionals[0]);
  return { kind: 'run', command, argument: readArgument(command, positionals.slice(1)), options: values };
}

/** The first word that is neither an option nor an option's value. */
function findCommand(argv: readonly string[]): CommandName | undefined {
  const everyOption = Object.assign(
    {},
    GLOBAL_OPTIONS,
    ...Object.values(COMMANDS).map(({ options }) => options),
  ) as Options;
  const { positionals } = parseArgs({ args: [...argv], options: typesOf(everyOption), strict: false });
  return isCommand(positionals[0]) ? positionals[0] : undefined;
}

function parseStrictly(argv: readonly string[], options: Options, command: CommandName | undefined) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: typesOf(options),
      strict: true,
      allowPositionals: true,
    });
    return { values: values as OptionValues, positionals };
  } catch (error) {
    throw refused(error as Error & { code?: string }, options, command);
  }
}

function refused(error: Error & { code?: string }, options: Options, command: CommandName | undefined): UsageError {
  const of = command ? `sluice ${command}` : 'sluice';
  const allowed = Object.keys(options).map((name) => `--${name}`);
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const got = /'([^']+)'/.exec(error.message)?.[1] ?? 'an option';
    return new UsageError('OPTION_UNKNOWN', `${of} has no option '${got}'; allowed: ${allowed.join(', ')}`, [
      `${of} --help`,
    ]);
  }
  const option = /'(?:-\w, )?(--[\w-]+)/.exec(error.message)?.[1] ?? 'an option';
  const reason = /does not take/.test(error.message)
    ? 'takes no value'
    : 'needs a value, which must not begin with a dash';
  return new UsageError('OPTION_INVALID', `${option} ${reason}`, [`${of} --help`]);
}

function readArgument(command: CommandName, given: readonly string[]): string | undefined {
  const { argument } = COMMANDS[command];
  if (given.length > (argument ? 1 : 0)) {
    const takes = argument ? `one ${NOUN[argument]}` : 'options only';
    throw new UsageError(
      'ARGUMENT_UNEXPECTED',
      `sluice ${command} takes ${takes}; got ${given.map((word) => `'${word}'`).join(', ')}`,
    );
  }
  if (given[0] === undefined && argument === 'PIPELINE') {
    throw new UsageError('PIPELINE_MISSING', `sluice ${command} needs the name of a pipeline`, [
      `sluice ${command} PIPELINE`,
      'sluice status lists the deployed ones',
    ]);
  }
  if (given[0] === undefined && argument === 'TRACE') {
    throw new UsageError('TRACE_MISSING', `sluice ${command} needs a file with a trace`, [
      `sluice ${command} TRACE`,
      `sluice ${command} --help`,
    ]);
  }
  return given[0];
}

const NOUN = { PIPELINE: 'pipeline', '[PIPELINE]': 'pipeline', TRACE: 'trace' } as const;

function helpTopic(positionals: readonly string[]): CommandName | undefined {
  return isCommand(positionals[1]) ? positionals[1] : undefined;
}

function unknownCommand(got: string | undefined): UsageError {
  const allowed = Object.keys(COMMANDS).join(', ');
  const message =
    got === undefined ? `no command given; allowed: ${allowed}` : `no command '${got}'; allowed: ${allowed}`;
  return new UsageError('COMMAND_UNKNOWN', message, ['sluice --help']);
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

function typesOf(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
  );
}
