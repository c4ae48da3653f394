import type { Random } from '../random';
import type { FaultPlan } from './faults';
import { ServiceError } from './network';
import { Process } from './process';
import type { Scheduler } from './scheduler';

/** What an environment does with an event; `remainingMillis` as of Lambda's context. */
export type Code<Event, Result> = (event: Event, remainingMillis: () => number) => Promise<Result>;

export interface FunctionOptions<Event, Result> {
  readonly timeoutMillis: number;
  /** Environments at a time; above it invocations are throttled. */
  concurrency: number;
  /** Starts the code in a new environment. */
  load: (environment: Process) => Code<Event, Result>;
  /** Most milliseconds that the clock of an environment is off. */
  readonly skewMillis?: number;
}

interface Environment<Event, Result> {
  readonly process: Process;
  readonly code: Code<Event, Result>;
}

/** Raised by Lambda instead of the function. */
export const THROTTLED = 'TooManyRequestsException';

/** The function ran out of time, was killed, or threw. */
export const FUNCTION_ERROR = 'FunctionError';

const COLD_START_MILLIS = 300;

/** An environment that is frozen, or whose clock jumps, ran for up to so long before. */
const MOST_UNDISTURBED_MILLIS = 500;

const ENDED = Symbol('ended');

/**
 * A Lambda function: environments that are started when needed, reused one invocation at a time, frozen in between, and end with
 * a time-out or a kill: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html. What an environment had sent
 * before it ended still takes effect.
 */
export class LambdaFunction<Event, Result> {
  public invocations = 0;
  private running = 0;
  private readonly idle: Environment<Event, Result>[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faults: FaultPlan,
    public readonly options: FunctionOptions<Event, Result>,
  ) {}

  /** Rejects with `THROTTLED` or `FUNCTION_ERROR`. */
  public async invoke(event: Event): Promise<Result> {
    const refusal = this.faults.draw('lambda.invoke', this.scheduler.now());
    if (refusal || this.running >= this.options.concurrency) throw new ServiceError(THROTTLED, 'lambda.invoke');
    this.running += 1;
    this.invocations += 1;
    try {
      const environment = this.idle.pop() ?? (await this.start());
      return await this.run(environment, event);
    } finally {
      this.running -= 1;
    }
  }

  /** A deployment: running invocations end with the code they began with. */
  public deploy(load: (environment: Process) => Code<Event, Result>): void {
    this.options.load = load;
    this.idle.length = 0;
  }

  private async start(): Promise<Environment<Event, Result>> {
    await this.scheduler.sleep(COLD_START_MILLIS * this.random.next());
    const { load, skewMillis = 0 } = this.options;
    const process = new Process(this.scheduler, Math.round((2 * this.random.next() - 1) * skewMillis));
    return { process, code: load(process) };
  }

  private async run(environment: Environment<Event, Result>, event: Event): Promise<Result> {
    const { process, code } = environment;
    const { timeoutMillis, load } = this.options;
    const end = this.scheduler.now() + timeoutMillis;
    process.thaw();
    const lifeMillis = Math.min(timeoutMillis, this.disturb(process));
    const outcome = await Promise.race([
      code(event, () => end - this.scheduler.now()).then(
        (result) => ({ result }),
        (error: Error) => ({ error }),
      ),
      this.scheduler.sleep(lifeMillis).then((): typeof ENDED => ENDED),
    ]);
    if (outcome === ENDED) {
      process.die();
      throw new ServiceError(FUNCTION_ERROR, lifeMillis < timeoutMillis ? 'killed' : 'timed out');
    }
    process.freeze();
    if (load === this.options.load) this.idle.push(environment);
    if ('error' in outcome) throw new ServiceError(FUNCTION_ERROR, outcome.error.message);
    return outcome.result;
  }

  /** What happens to an environment while it runs; returns the milliseconds until it is killed. */
  private disturb(process: Process): number {
    const fault = this.faults.draw('lambda.run', this.scheduler.now());
    if (!fault) return Infinity;
    const { kind, delayMillis = this.options.timeoutMillis } = fault;
    const moment = delayMillis * this.random.next();
    if (kind === 'killed') return moment;
    void this.scheduler.sleep(MOST_UNDISTURBED_MILLIS * this.random.next()).then(async () => {
      if (kind === 'jumped') process.skewMillis += Math.round(2 * moment - delayMillis);
      // Between two invocations it is frozen anyway.
      if (kind !== 'frozen' || process.isFrozen) return;
      process.freeze();
      await this.scheduler.sleep(moment);
      process.thaw();
    });
    return Infinity;
  }
}
