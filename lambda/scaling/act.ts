import type { RegulatedFlow } from '../../lib/contract/regulation';
import type { RegulationState } from '../../lib/control/regulation/regulate';
import { withdrawn } from '../../lib/control/regulation/withdrawn';
import type { FlowRecord } from './flow-record';
import type { Stored } from './flow-store';
import type { RegulatorHost } from './host';
import type { Change } from './intend';
import { journal, type News } from './journal';
import type { Turn } from './turn';

/** The stream was changed as often as a day allows, by whomever. */
const QUOTA_SPENT = 'LimitExceededException';

interface Refusal {
  readonly change: Change;
  readonly error: Error;
}

/** Sets what was decided, each knob once, and tells what became of it; true where an API refused. */
export async function act(turn: Turn, flow: RegulatedFlow, stored: Stored, news: News): Promise<boolean> {
  const { host, store } = turn;
  const refusals = (await Promise.all(news.changes.map((change) => set(host, change)))).flat();
  const taken = news.changes.filter((change) => !refusals.some((refusal) => refusal.change === change));
  if (taken.length > 0) journal(host, flow, { ...news, changes: taken });
  if (refusals.length === 0) return false;
  for (const { change, error } of refusals) {
    const said = `${error.name}: ${error.message}`;
    journal(host, flow, { ...news, outcome: 'refused', changes: [change], error: said });
  }
  await store.write(flow, withoutRefused(stored.record, refusals), stored.version);
  return true;
}

async function set(host: RegulatorHost, change: Change): Promise<Refusal[]> {
  try {
    await host.set(change.knob, change.to);
    return [];
  } catch (error) {
    return [{ change, error: error instanceof Error ? error : new Error(String(error)) }];
  }
}

function withoutRefused(record: FlowRecord, refusals: readonly Refusal[]): FlowRecord {
  const names = new Set<string>(refusals.map(({ change }) => change.name));
  const asked = Object.fromEntries(Object.entries(record.asked).filter(([name]) => !names.has(name)));
  return { ...record, asked, planner: refusals.reduce(afterRefusal, record.planner) };
}

/** Where the day's quota is spent, the attempt stays on the account, and the next one waits its time. */
function afterRefusal(planner: RegulationState, { change, error }: Refusal): RegulationState {
  if (change.name === 'shards' && error.name === QUOTA_SPENT) return planner;
  return withdrawn(planner, { [change.name]: change.to });
}
