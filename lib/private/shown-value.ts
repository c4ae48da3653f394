import { Duration } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

/** A prop's value as a message shows it: a duration in words, a construct by its path. */
export function shownValue(value: Duration | IConstruct | string | number | boolean | undefined): string {
  if (value instanceof Duration) return value.toHumanString();
  return Construct.isConstruct(value) ? value.node.path : String(value);
}
