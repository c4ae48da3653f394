import type { FlowName } from './flows';
import type { Scene } from './scene';

/** One fault, played on a deployed pipeline. */
export interface Scenario {
  /** Its number in the output, and what `--only` takes. */
  readonly id: string;
  readonly fault: string;
  /** Scenarios of one pipeline are played one after the other, those of different ones side by side. */
  readonly flow: FlowName;
  /** What is shortened, and how much. */
  readonly scale?: string;
  /** Inject the fault, mend it, and wait until all is well; returns nothing: what is promised is noted in the scene. */
  readonly play: (scene: Scene) => Promise<void>;
}
