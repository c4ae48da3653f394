import { compare, main, Medians, Suites } from '../measure/suites';
import { figure, printTable, ratio } from '../measure/table';
import { AnyEvent, candidates, NAMES } from './candidates';
import { body, queueEvents, streamEvents } from './events';

const SIZES = [10, 100, 1_000, 10_000];
const KINDS = { queue: queueEvents, stream: streamEvents } as const;

type Kind = keyof typeof KINDS;

const suites: Suites = Object.fromEntries(
  (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    SIZES.map((size) => [`${kind} ${size}`, () => candidates(kind, KINDS[kind](size))]),
  ),
);

await main(suites, async () => {
  console.log(`Failover handler: CPU microseconds per record (user + system, all threads), medians.

In all Sluice rows: decoding check, primary and fallback with a shared breaker each (over a table in memory, read every 100 ms),
deadline, adaptive chunks, poison rule, conservation ledger, latency samples, the EMF line, the response.
Out of all of them: the network, the SDK, and console.log's write.
(a) is what delivery costs. (b) adds what the archive costs in the handler: an envelope a record, its JSON, SHA-256 of the ids, the
key. (c) adds the JSON payload of a function target. The last rows show what JSON alone costs.
Powertools and the bare loop call an empty function a record; Sluice calls its target a chunk.
Bodies: JSON, ${body(0).length}–${body(2).length} characters; a record has about ${recordChars(queueEvents(10)[0])} characters in JSON.
`);
  for (const kind of Object.keys(KINDS) as Kind[]) await report(kind);
});

async function report(kind: Kind): Promise<void> {
  const columns: Medians[] = [];
  for (const size of SIZES) {
    const medians = await compare(suites, `${kind} ${size}`);
    columns.push(new Map([...medians].map(([name, perEvent]) => [name, perEvent / size])));
  }
  const head = SIZES.map((size) => `n = ${size.toLocaleString('en')}`);
  printTable(
    [`${kind}: µs per record`, ...head],
    Object.values(NAMES).map((name) => [name, ...columns.map((column) => figure(column.get(name)!))]),
  );
  for (const peer of [NAMES.powertools, NAMES.powertoolsSync]) {
    printTable(
      [`${kind}: times the cost of Sluice that ${peer} has`, ...head],
      [NAMES.logic, NAMES.chunked, NAMES.archive, NAMES.everything].map((name) => [
        name,
        ...columns.map((column) => ratio(column.get(peer)!, column.get(name)!)),
      ]),
    );
  }
}

function recordChars({ Records: records }: AnyEvent): number {
  return Math.round(JSON.stringify(records).length / records.length);
}
