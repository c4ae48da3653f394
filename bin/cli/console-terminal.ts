import { createInterface } from 'node:readline';
import type { Terminal } from './host';
import { coloured, plain } from './paint';

const CLEAR_LINE = '\r\u001b[2K';

/** Results on stdout, everything else on stderr, so that a pipe gets results only. */
export class ConsoleTerminal implements Terminal {
  public readonly live = Boolean(process.stderr.isTTY && process.stdin.isTTY);
  public readonly paint = process.stdout.isTTY && !process.env.NO_COLOR ? coloured : plain;
  private rewriting = false;

  public get columns(): number {
    return process.stderr.columns || 80;
  }

  public out(line: string): void {
    this.endRewrite();
    process.stdout.write(`${line}\n`);
  }

  public note(line: string): void {
    this.endRewrite();
    process.stderr.write(`${line}\n`);
  }

  public rewrite(line: string): void {
    process.stderr.write(`${CLEAR_LINE}${line}`);
    this.rewriting = line !== '';
  }

  public async ask(question: string): Promise<string | undefined> {
    if (!this.live) return undefined;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    return new Promise((resolve) => {
      // Ctrl-C and the end of input are no answer.
      prompt.on('close', () => resolve(undefined));
      prompt.on('SIGINT', () => prompt.close());
      prompt.question(question, (answer) => {
        resolve(answer);
        prompt.close();
      });
    });
  }

  public onInterrupt(listener: () => void): () => void {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  }

  private endRewrite(): void {
    if (this.rewriting) this.rewrite('');
  }
}
