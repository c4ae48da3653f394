// An app whose alarms may reach nobody: the key of its alert topic belongs to somebody else.
import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AlertTopic } from '../../../lib';

const stack = new Stack(new App(), 'SluiceFaults-locked');
const arn = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555';
new AlertTopic(stack, 'Alerts', { encryptionKey: Key.fromKeyArn(stack, 'Key', arn), emails: ['ops@example.com'] });
