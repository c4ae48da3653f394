import type { Random } from '../random';
import type { FaultPlan } from './faults';
import type { Process } from './process';
import type { Scheduler } from './scheduler';

/** A service or a step of it that faults are injected into, e.g. `s3.put`. */
export type Operation =
  | 's3.put'
  | 's3.get'
  | 's3.delete'
  | 's3.list'
  | 'dynamodb.get'
  | 'dynamodb.put'
  | 'states.start'
  | 'states.list'
  | 'target.primary'
  | 'target.fallback'
  | 'lambda.invoke'
  | 'lambda.run'
  | 'source.receive'
  | 'source.acknowledge';

/** A request waits in the network for a moment, and so does its answer. */
const LATENCY_MILLIS = 8;

/** Of those who die while a request is on its way, so many had sent it. */
const SENT = 0.7;

/**
 * The way to every modelled service: a request arrives some milliseconds later, has its effect at one moment, and is answered
 * some milliseconds after that. Requests overtake each other. A caller that dies in between never learns of the effect.
 */
export class Network {
  constructor(
    public readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faults: FaultPlan,
  ) {}

  /** Carries out `effect` at the service, unless a fault is planned for it. */
  public async request<T>(caller: Process, operation: Operation, effect: () => T): Promise<T> {
    const fault = this.faults.draw(operation, this.scheduler.now());
    await this.scheduler.sleep(this.latency() + (fault?.delayMillis ?? 0));
    if (caller.isDead && this.random.next() > SENT) await caller.goOn();
    if (fault?.kind === 'refused') {
      await this.scheduler.sleep(this.latency());
      await caller.goOn();
      throw new ServiceError(fault.code, operation);
    }
    const answer = effect();
    await this.scheduler.sleep(this.latency());
    await caller.goOn();
    if (fault?.kind === 'unanswered') throw new ServiceError(fault.code, operation);
    return answer;
  }

  private latency(): number {
    return this.random.next() * 2 * LATENCY_MILLIS;
  }
}

/** What an SDK throws. */
export class ServiceError extends Error {
  public readonly $metadata: { readonly httpStatusCode: number };

  constructor(code: string, operation: string, httpStatusCode = 503) {
    super(`${operation}: ${code}`);
    this.name = code;
    this.$metadata = { httpStatusCode };
  }
}
