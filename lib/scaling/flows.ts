import type { IConstruct } from 'constructs';
import { arnIdentity } from '../private/arn-identity';
import { SluiceError } from '../private/sluice-error';
import { ScalingKnob, type ScalingTargetConfig } from './scaling-target';

/** Targets that are planned together: a stream's two knobs, or one other. */
export interface Flow {
  /** Unique within the pipeline. */
  readonly name: string;
  readonly targets: readonly ScalingTargetConfig[];
}

/** Knobs whose effects depend on each other: shards times the batches of each. */
const STREAM_KNOBS: readonly ScalingKnob[] = [ScalingKnob.SHARDS, ScalingKnob.PARALLELIZATION_FACTOR];

/** A flow's name says what is set, so that a further target renames none. */
export function flowsOf(scope: IConstruct, targets: readonly ScalingTargetConfig[]): Flow[] {
  refuseTwins(scope, targets);
  const ofStream = targets.filter(({ knob }) => STREAM_KNOBS.includes(knob));
  refuseTwoStreams(scope, ofStream);
  const others = targets.filter(({ knob }) => !STREAM_KNOBS.includes(knob));
  return [
    ...(ofStream.length > 0 ? [{ name: 'stream', targets: ofStream }] : []),
    ...others.map((target) => ({ name: target.knob, targets: [target] })),
  ];
}

/** Metrics of decisions are told apart by pipeline and knob. */
function refuseTwins(scope: IConstruct, targets: readonly ScalingTargetConfig[]): void {
  const knobs = targets.map(({ knob }) => knob);
  const twin = knobs.find((knob, i) => knobs.indexOf(knob) !== i);
  if (twin === undefined) return;
  throw new SluiceError(
    scope,
    'SLUICE_REGULATION',
    `targets of a pipeline must be of different kinds, got ${twin} twice`,
  );
}

function refuseTwoStreams(scope: IConstruct, targets: readonly ScalingTargetConfig[]): void {
  const [first, second] = targets;
  if (!first?.streamArn || !second?.streamArn) return;
  if (arnIdentity(scope, first.streamArn) === arnIdentity(scope, second.streamArn)) return;
  const [one, other] = [first, second].map(({ resource }) => resource?.node.path ?? 'a stream');
  throw new SluiceError(
    scope,
    'SLUICE_REGULATION',
    `shards and parallelization factor must be of one stream, got ${one} and ${other}`,
  );
}
