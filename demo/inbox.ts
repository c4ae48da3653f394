import type { Cloud } from './cloud';

/** An alert as its subscriber read it. */
export interface Alert {
  readonly pipeline: string;
  readonly alarm: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly receivedAt: number;
  readonly text: string;
}

interface AlarmMessage {
  readonly AlarmName?: string;
  readonly AlarmDescription?: string;
  readonly NewStateValue?: Alert['state'];
  readonly NewStateReason?: string;
  readonly Trigger?: { readonly Dimensions?: readonly { readonly name: string; readonly value: string }[] };
}

/** The demo's person on call: a queue subscribed to the alert topics, whose messages are read. */
export class Inbox {
  public readonly alerts: Alert[] = [];
  private open = true;
  private readonly reading: Promise<void>;

  constructor(
    private readonly cloud: Cloud,
    private readonly url: string,
  ) {
    this.reading = this.read();
  }

  public async close(): Promise<void> {
    this.open = false;
    await this.reading;
  }

  /** The first alert of a pipeline after a moment whose alarm name holds this word. */
  public find(pipeline: string, word: string, state: Alert['state'], after: number): Alert | undefined {
    return this.alerts.find(
      (alert) =>
        alert.pipeline === pipeline && alert.state === state && alert.receivedAt >= after && alert.alarm.includes(word),
    );
  }

  private async read(): Promise<void> {
    while (this.open) {
      const bodies = await this.cloud.receive(this.url).catch(() => []);
      for (const body of bodies) this.alerts.push(...parseAlert(body, Date.now()));
    }
  }
}

/** SNS wraps the alarm's own JSON into a notification. */
export function parseAlert(body: string, receivedAt: number): Alert[] {
  const { Message } = JSON.parse(body) as { Message?: string };
  if (!Message?.startsWith('{')) return [];
  const alarm = JSON.parse(Message) as AlarmMessage;
  if (!alarm.AlarmName || !alarm.NewStateValue) return [];
  const pipeline = alarm.Trigger?.Dimensions?.find(({ name }) => name === 'Pipeline')?.value ?? '';
  const text = `${alarm.AlarmDescription ?? ''} — ${alarm.NewStateReason ?? ''}`;
  return [{ pipeline, alarm: alarm.AlarmName, state: alarm.NewStateValue, receivedAt, text }];
}
