import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Stage } from '../../lib/stage.ts';
import type { Override } from '../../local/stage-settings.ts';
import { localSecrets, localStage, type Vendors } from '../../local/vendors.ts';
import type { Emulator } from './emulator.ts';
import { clientOf } from './teardown.ts';

/** Keys of real length: API Gateway takes none under 20 characters. */
export const DOORS_KEY = 'doors-of-an-emulated-stage-0001';
export const READS_KEY = 'reads-of-an-emulated-stage-0001';

const OVERRIDES: readonly Override[] = [
  { path: 'doors.apiKeyValue', value: DOORS_KEY },
  { path: 'reads.apiKeyValue', value: READS_KEY },
  { path: 'reports.firstWaitSeconds', value: 1 },
  // The emulator can make no destination of rules, so that alerts go straight into the queue.
  { path: 'iot', value: { delivery: 'sqs' } },
];

/**
 * The local stage for an emulator: its secrets lie there, and its settings name them by the ARNs they were given.
 * `own`: settings that are replaced besides.
 */
export async function emulatedStage(
  emulator: Emulator,
  vendors: Vendors,
  own: readonly Override[],
): Promise<Stage> {
  const overrides = [...OVERRIDES, ...own];
  const client = new SecretsManagerClient(clientOf(emulator));
  const stage = localStage({ overrides }, vendors);
  const arns = new Map<string, string>();
  for (const [arn, SecretString] of Object.entries(localSecrets(stage, vendors))) {
    const made = await client.send(new CreateSecretCommand({ Name: nameOf(arn), SecretString }));
    arns.set(arn, made.ARN ?? arn);
  }
  const renamed = [
    ['telephony.secretArn', stage.telephony.secretArn],
    ['crm.secretArn', stage.crm.secretArn],
    ['ticketing.desk.secretArn', stage.ticketing.desk.secretArn],
  ].map(([path = '', arn = '']) => ({ path, value: arns.get(arn) ?? arn }));
  return localStage({ overrides: [...overrides, ...renamed] }, vendors);
}

/** The name within an ARN, without the six characters that Secrets Manager adds. */
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1).replace(/-\w{6}$/, '');
