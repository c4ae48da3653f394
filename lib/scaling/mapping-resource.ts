import { Duration, Reference, Tokenization } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** A mapping takes a new setting asynchronously, in about a minute. */
export const MAPPING_TIME = Duration.minutes(1);

/** The template's resource behind a mapping of this app, also where only its ID was handed on, as event sources do. */
export function mappingResource(mapping: lambda.IEventSourceMapping): lambda.CfnEventSourceMapping | undefined {
  const [token] = Tokenization.reverseString(mapping.eventSourceMappingId).tokens;
  const target = Reference.isReference(token) ? token.target : undefined;
  return target instanceof lambda.CfnEventSourceMapping ? target : undefined;
}
