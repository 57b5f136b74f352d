import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from './aws-client.ts';

/**
 * Reads a secret's text by ARN; empty for a secret without text. Throws what the client throws.
 * A module of its own, so that only who needs it loads the client.
 */
export function secretsManager(): (arn: string) => Promise<string> {
  const client = new SecretsManagerClient(AWS_CLIENT);
  return async (arn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return SecretString ?? '';
  };
}
