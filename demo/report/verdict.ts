import { grouped } from './format';
import type { Figures } from './source-report';

export const FIRST_OUTCOMES = ['delivered', 'diverted', 'spilled', 'quarantined'] as const;

export interface Verdict {
  /** received = delivered + diverted + spilled + quarantined, in the numbers given. */
  readonly balanced: boolean;
  /** Balanced, all that was sent was received, and nothing was lost or took effect twice. */
  readonly good: boolean;
  readonly headline: string;
  readonly equation: string;
  /** Why it is not good, one sentence a fault. */
  readonly faults: readonly string[];
}

export function judge(records: Figures): Verdict {
  const { sent, received, lost, duplicateEffects } = records;
  const total = FIRST_OUTCOMES.reduce((sum, outcome) => sum + (records[outcome] ?? NaN), 0);
  const balanced = received === total;
  const checks: readonly (readonly [boolean, string])[] = [
    [balanced, imbalance(received, total)],
    [sent !== undefined && received === sent, `${grouped(sent)} sent, but ${grouped(received)} received`],
    [lost === 0, `${grouped(lost)} lost`],
    [duplicateEffects === 0, `${grouped(duplicateEffects)} duplicate effects`],
  ];
  const faults = checks.filter(([holds]) => !holds).map(([, fault]) => fault);
  return {
    balanced,
    good: faults.length === 0,
    headline: `${grouped(sent)} sent · ${grouped(lost)} lost · ${grouped(duplicateEffects)} duplicate effects`,
    equation: `received ${grouped(received)} ${balanced ? '=' : '≠'} ${FIRST_OUTCOMES.map((outcome) => `${outcome} ${grouped(records[outcome])}`).join(' + ')}`,
    faults,
  };
}

function imbalance(received: number | undefined, total: number): string {
  if (received === undefined || Number.isNaN(total)) return 'the balance cannot be checked: a figure is missing';
  const gap = grouped(Math.abs(received - total));
  return received > total ? `${gap} received without an outcome` : `${gap} more outcomes than received`;
}
