import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { readPageParts } from '../../bin/cli/simulate/page-parts';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as it is published, bundled afresh, in an environment that knows nobody. */
export class Program {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sluice-'));
  public readonly file = join(this.folder, 'sluice.js');

  constructor() {
    buildSync({
      entryPoints: [join(__dirname, '../../bin/sluice.ts')],
      outfile: this.file,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      define: { SIMULATION_PAGE: JSON.stringify(readPageParts()) },
    });
  }

  /** `onError` sees what the program has written to stderr so far, and may end it. */
  public run(
    args: string,
    environment: Readonly<Record<string, string>> = {},
    onError: (stderr: string, child: ChildProcess) => void = () => {},
  ): Promise<Finished> {
    const env = { HOME: this.folder, PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
    const child = spawn(process.execPath, [this.file, ...args.split(' ').filter(Boolean)], { env, timeout: 20_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => onError((stderr += String(chunk)), child));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
