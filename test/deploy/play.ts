import { setTimeout as sleep } from 'node:timers/promises';
import { census } from '../../demo/lake-census';
import type { Promised } from '../../demo/balance';
import type { Zone } from '../../lib/contract/lake';
import { type Account, accountOf, owed } from './account';
import type { Stage } from './stage';
import { type Heard, Scene } from './scene';
import { givenUpRows } from './given-up';
import type { Scenario } from './scenario';

/** What a scenario came to. */
export interface Played {
  readonly scenario: Scenario;
  readonly account?: Account;
  readonly promises: readonly Promised[];
  readonly heard: readonly Heard[];
  readonly seconds: number;
}

export function isKept({ promises }: Played): boolean {
  return promises.every(([, kept]) => kept);
}

/** Play one scenario, then count at the sinks and in the bucket. What breaks off is a broken promise. */
export async function play(scenario: Scenario, stage: Stage, say: (text: string) => void): Promise<Played> {
  const flow = stage.flows.get(scenario.flow)!;
  const started = Date.now();
  const scene = new Scene(flow, stage, (text) => say(`${scenario.id.padStart(4)}  ${flow.name.padEnd(6)}  ${text}`));
  await scene
    .calm()
    .then(() => scenario.play(scene))
    .catch((error: Error) => scene.hold(error.message, false));
  await scene.mend();
  const counted = await settled(scene, started).catch((error: Error) => {
    scene.hold(`the count broke off: ${error.message}`, false);
    return undefined;
  });
  return {
    scenario,
    account: counted?.account,
    promises: [...scene.promises, ...(counted?.promises ?? [])],
    heard: scene.heard,
    seconds: (Date.now() - started) / 1_000,
  };
}

/** What a source still hands over again comes within this time: a queue hides messages for 31 seconds. */
const SETTLING_MILLIS = 90_000;

/** Counts until all is well, or will not be. */
async function settled(scene: Scene, since: number) {
  for (const deadline = Date.now() + SETTLING_MILLIS; ; await sleep(2_000)) {
    const counted = await count(scene, since);
    if (counted.promises.every(([, kept]) => kept) || Date.now() > deadline) return counted;
  }
}

async function count({ flow, first, count, keyOf }: Scene, since: number) {
  const zone = (name: Zone) => census(flow.cloud, flow.entry, name, since);
  const seen = {
    archived: await zone('archive'),
    effects: flow.warehouse.effects,
    spilled: await zone('spilled'),
    quarantined: await zone('quarantined'),
    absorbed: flow.warehouse.absorbed,
  };
  const waiting = { inFlight: await flow.inSource(), deadLetters: await flow.deadLetters() };
  const account = accountOf({ first, count, keyOf: flow.isOrdered ? keyOf : undefined }, seen, waiting);
  // A batch that Lambda gives up on comes back past the handler's archive: Lambda's own object holds its records.
  const received = new Set([...seen.archived.keys(), ...(await givenUpRows(flow))].filter((row) => row >= first));
  return { account, promises: owed(account, received.size) };
}
