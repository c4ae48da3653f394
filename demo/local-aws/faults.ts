/** A way in which the services of the local AWS fail; see mends/faults.py. */
export interface Fault {
  /** As IAM names it, with `*` for all of a service. */
  readonly action: string;
  /** A text in the request, such as a resource's name; without it all are meant. */
  readonly resource?: string;
  /** `refuse`: nothing is done; `delay`: done, later; `lose`: done, and not answered for so long; `repeat`: done again. */
  readonly effect: 'refuse' | 'delay' | 'lose' | 'repeat';
  /** The error's code; AccessDenied if it is left out. */
  readonly code?: string;
  readonly message?: string;
  /** HTTP status of the error. */
  readonly status?: number;
  readonly millis?: number;
  readonly times?: number;
}

/** The switch of the local AWS by which its services fail on demand. */
export class FaultSwitch {
  private count = 0;

  constructor(private readonly endpoint: string) {}

  /** From now on the fault holds, until what is returned is called, which tells how often it came true. */
  public async on(fault: Fault): Promise<() => Promise<number>> {
    const url = `${this.endpoint}/_local-aws/faults/${++this.count}`;
    await request(url, { method: 'PUT', body: JSON.stringify(fault) });
    return async () => (await request(url, { method: 'DELETE' })).hits;
  }
}

async function request(url: string, init: RequestInit): Promise<{ readonly hits: number }> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`the local AWS answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { hits: number };
}
