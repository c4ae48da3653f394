import { readFileSync } from 'node:fs';
import { UsageError } from '../cli-error';
import { readCloudWatch } from './cloudwatch-trace';
import { readCsv } from './csv-trace';
import { FORMATS, type Trace } from './trace';

export function readTrace(file: string): Trace {
  const text = contentOf(file).replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(text) ? readCloudWatch(text) : readCsv(text);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('TRACE_UNREADABLE', `${file} cannot be read (${code ?? String(error)}); allowed: ${FORMATS}`);
  }
}
