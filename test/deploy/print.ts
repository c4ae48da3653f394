import { printTable } from '../../bench/measure/table';
import { isKept, type Played } from './play';

const FIGURES = ['sent', 'delivered', 'diverted', 'spilled', 'quarantined', 'inFlight', 'deadLetters', 'lost'] as const;

/** One line of a scenario, and each promise that it broke. */
export function linesOf(played: Played): string[] {
  const { scenario, account, seconds, promises } = played;
  const figures = account
    ? `${account.sent} sent = ${FIGURES.slice(1, -1)
        .map((name) => account[name])
        .join(' + ')}, lost ${account.lost}, ` + `duplicates ${account.absorbed} absorbed, ${account.twice} in effect`
    : 'no records';
  const line = `${scenario.id.padStart(4)}  ${scenario.fault}: ${figures}; alert ${alertsOf(played)}; ${seconds.toFixed(0)} s; ${verdictOf(played)}`;
  const broken = promises.filter(([, kept]) => !kept).map(([promise]) => `      BROKEN  ${promise}`);
  return [line, ...broken];
}

export function printSummary(all: readonly Played[]): void {
  printTable(
    ['', 'fault', 'scale', ...FIGURES.map(headOf), 'absorbed', 'alert', 's', ''],
    all.map((played) => [
      ...[played.scenario.id, played.scenario.fault, played.scenario.scale ?? '1:1'],
      ...FIGURES.map((name) => String(played.account?.[name] ?? '')),
      ...[String(played.account?.absorbed ?? ''), alertsOf(played), played.seconds.toFixed(0), verdictOf(played)],
    ]),
  );
}

function headOf(name: string): string {
  return name.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`);
}

function alertsOf({ heard }: Played): string {
  return heard.map(({ rule, seconds }) => `${rule} ${seconds.toFixed(1)} s`).join(', ') || '–';
}

function verdictOf(played: Played): string {
  return isKept(played) ? 'kept' : 'BROKEN';
}
