import type { TargetSettings } from '../contract/settings';
import { type TargetConfig, TargetKind } from '../target/target';

/** The typed form, for the handlers, of what a target's `bind()` returned: jsii knows no unions. */
export function targetSettings(config: TargetConfig): TargetSettings {
  switch (config.kind) {
    case TargetKind.FUNCTION:
      return { kind: 'function', functionArn: config.functionArn ?? '' };
    case TargetKind.QUEUE:
      return { kind: 'queue', queueUrl: config.queueUrl ?? '', fifo: config.fifo ?? false };
    case TargetKind.STREAM:
      return { kind: 'stream', streamName: config.streamName ?? '' };
    case TargetKind.HTTP:
      return {
        kind: 'http',
        url: config.url ?? '',
        timeoutMillis: config.timeoutMillis ?? 0,
        headers: { ...config.headers },
      };
  }
}
