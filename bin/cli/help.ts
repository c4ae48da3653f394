import { CommandName, COMMANDS, GLOBAL_OPTIONS, OptionSpec } from './commands';

const EXIT_CODES = 'Exit codes: 0 done, 1 failed, 2 not understood (nothing was tried).';

export function help(command?: CommandName): string {
  return (command ? commandHelp(command) : overview()).join('\n');
}

function overview(): string[] {
  const commands = Object.entries(COMMANDS);
  const width = Math.max(...commands.map(([name]) => name.length));
  return [
    'sluice: look after deployed Sluice pipelines, and try their regulation',
    '',
    'Usage: sluice COMMAND [PIPELINE] [options]',
    '',
    'Commands:',
    ...commands.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Options of every command:',
    ...optionLines(GLOBAL_OPTIONS),
    '',
    `${EXIT_CODES} \`sluice COMMAND --help\` tells more.`,
  ];
}

function commandHelp(name: CommandName): string[] {
  const { summary, argument, options, examples } = COMMANDS[name];
  return [
    `sluice ${name}: ${summary}`,
    '',
    `Usage: sluice ${[name, argument, '[options]'].filter(Boolean).join(' ')}`,
    '',
    'Options:',
    ...optionLines({ ...options, ...GLOBAL_OPTIONS }),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    EXIT_CODES,
  ];
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): string[] {
  const rows = Object.entries(options).map(([name, spec]) => [usage(name, spec), spec.help] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function usage(name: string, { short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
}
