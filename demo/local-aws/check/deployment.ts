import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { environment, install, type LocalAws, startLocalAws } from '../../local-aws';
import { stopAll } from '../../processes';

const CDK = resolve('node_modules', 'aws-cdk', 'bin', 'cdk');
const APP = [process.execPath, '--import', require.resolve('tsx'), join(__dirname, 'stack', 'app.ts')].join(' ');

/** The interpreter that runs the local AWS. */
export const PYTHON = join('demo', '.venv', 'bin', 'python');

/** What the event log of the local AWS tells, see mends/events.py. */
export interface LoggedEvent {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The local AWS of this check alone, with the check's stack deployed to it by the real CDK CLI. */
export class Deployment {
  /** Scratch space, gone at the end. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'check-local-aws-'));
  public emulator!: LocalAws;
  private kept = false;
  private outputs: Readonly<Record<string, string>> = {};

  public async deploy(): Promise<void> {
    await install(join(this.folder, 'install.log'));
    this.emulator = await startLocalAws(this.folder, false);
    Object.assign(process.env, environment(this.emulator.endpoint, this.folder));
    await this.cdk('bootstrap', 'aws://000000000000/us-east-1');
    await this.cdk('deploy', '--app', APP, '--require-approval', 'never', '--outputs-file', 'outputs.json');
    const outputs = JSON.parse(readFileSync(join(this.folder, 'outputs.json'), 'utf8')) as {
      Check: Record<string, string>;
    };
    this.outputs = outputs.Check;
  }

  public async destroy(): Promise<void> {
    await this.cdk('destroy', '--app', 'cdk.out', '--force');
  }

  /** Leave the logs to whoever looks for the cause of a failure. */
  public keep(): void {
    this.kept = true;
  }

  public end(): void {
    stopAll();
    if (this.kept) console.error(`logs are in ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }

  /** The physical name of a resource of the stack. */
  public nameOf(output: string): string {
    const name = this.outputs[output];
    if (name === undefined) throw new Error(`the check's stack has no output ${output}`);
    return name;
  }

  public events(kind: string): LoggedEvent[] {
    const { events } = this.emulator;
    if (events === undefined || !existsSync(events)) return [];
    const lines = readFileSync(events, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as LoggedEvent).filter((event) => event.kind === kind);
  }

  /** In the scratch folder, where no cdk.json asks for a build. */
  private async cdk(...args: string[]): Promise<void> {
    await promisify(execFile)(process.execPath, [CDK, '--no-notices', ...args], { cwd: this.folder });
  }
}

/** The one that all checks look at. */
export const deployment = new Deployment();

export function nameOf(output: string): string {
  return deployment.nameOf(output);
}
