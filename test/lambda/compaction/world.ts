import { CompactionEvent, createCompaction } from '../../../lambda/compaction/compaction';
import { keyOf, toLines } from '../../../lambda/failover/lake-writer';
import { FakeLake } from '../fake-host';
import { message, START } from '../records';
import { envelope } from '../replay/objects';

const HOUR = 3_600_000;

/** An archive of small objects of one hour that is over, and what a run of the compaction needs. */
export class ArchiveWorld {
  public readonly objects = new FakeLake();
  public readonly logged: object[] = [];
  public replays: number[] = [];
  public time = START + 3 * HOUR;
  /** Reads and writes of objects that go through; the next one kills the function. */
  public life = Infinity;
  /** Is told of every change of the lake. */
  public onChange: () => void = () => undefined;

  public archive(object: number, records = 3): string {
    const envelopes = Array.from({ length: records }, (_, index) =>
      envelope(message(`m${object}-${index}`, { sentAt: START + object * 1_000 + index }), { v: 2, error: undefined }),
    );
    const key = keyOf('archive', 'orders', envelopes);
    this.objects.objects.set(key, toLines(envelopes));
    return key;
  }

  /** One run; true where it was not killed. */
  public async run(event: CompactionEvent = {}, remainingMillis = 900_000): Promise<boolean> {
    const { objects } = this;
    const step = async <T>(act: () => Promise<T>): Promise<T> => {
      if (this.life-- <= 0) throw new Error('killed');
      const answer = await act();
      this.onChange();
      return answer;
    };
    const compact = createCompaction(
      {
        clock: { now: () => this.time },
        lake: {
          get: (key) => step(() => objects.get(key)),
          put: (key, body) => step(() => objects.put(key, body)),
          putOnce: (key, body) => step(() => objects.putOnce(key, body)),
          remove: (key) => step(() => objects.remove(key)),
          list: async (prefix) => this.listed(prefix),
        },
        runningReplays: async () => this.replays,
        log: (message, details) => void this.logged.push({ message, details }),
      },
      'orders',
    );
    return compact(event, () => remainingMillis).then(
      () => true,
      (error: Error) => {
        if (error.message !== 'killed') throw error;
        return false;
      },
    );
  }

  public get archived(): string[] {
    return this.objects.keys('archive/').sort();
  }

  /** Ids of the archive, each once. */
  public get ids(): string[] {
    return [...new Set(this.objects.ids('archive/'))].sort();
  }

  private listed(prefix: string): { key: string; bytes: number }[] {
    const keys = this.objects.keys(prefix).sort();
    return keys.map((key) => ({ key, bytes: this.objects.objects.get(key)!.length }));
  }
}
