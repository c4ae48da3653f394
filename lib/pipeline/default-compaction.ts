import type { Construct } from 'constructs';
import type { ReprocessingBuffer } from '../buffer/reprocessing-buffer';
import { ArchiveCompaction } from '../compaction/archive-compaction';
import type { Replay } from '../replay/replay';

/** Compaction of a pipeline's archive, beside the pipeline's own replay of it. */
export function createCompaction(
  scope: Construct,
  { buffer, pipelineName, replay }: { buffer: ReprocessingBuffer; pipelineName: string; replay: Replay },
): void {
  new ArchiveCompaction(scope, 'Compaction', { buffer, pipelineName, replays: [replay.stateMachine] });
}
