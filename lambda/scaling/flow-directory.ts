import { deployedFlows, type DeployedFlow } from './deployed-flow';
import type { RegulatorHost } from './host';

/** A flow that was deployed is regulated within so long. */
const KEPT_MILLIS = 300_000;

/** All flows of a regulator, read again every few minutes; those read last where they cannot be. */
export function flowDirectory(host: RegulatorHost): () => Promise<readonly DeployedFlow[]> {
  let known: { readonly flows: readonly DeployedFlow[]; readonly at: number } | undefined;
  return async () => {
    const now = host.clock.now();
    if (known && now >= known.at && now < known.at + KEPT_MILLIS) return known.flows;
    try {
      known = { flows: deployedFlows(await host.flows()), at: now };
      for (const one of known.flows) if ('broken' in one) host.log('a flow cannot be regulated', one);
    } catch (error) {
      if (!known) throw error;
      host.log('the flows cannot be read; those known are regulated on', { error: String(error) });
    }
    return known.flows;
  };
}
