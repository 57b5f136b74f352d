import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** Secrets as an operator handles them, by ARN and version. Nothing here ever prints a text. */
export interface SecretStore {
  /** The text of a version, by its staging label or its id. @throws what Secrets Manager throws */
  read(arn: string, version: { readonly stage: string } | { readonly id: string }): Promise<string>;
  /** Keeps a text as a pending version, which no function reads. Repeatable with the same id and text. */
  putPending(arn: string, text: string, id: string): Promise<void>;
  /** The id of the version that bears a staging label; `undefined` where none does. */
  versionAt(arn: string, stage: string): Promise<string | undefined>;
  /** Moves a label from a version to another; without `to` nobody bears it any more. */
  moveStage(
    arn: string,
    stage: string,
    move: { readonly from?: string | undefined; readonly to?: string },
  ): Promise<void>;
}

/** The label of what functions read. */
export const CURRENT = 'AWSCURRENT';
/** The label of what is tried before. */
export const PENDING = 'AWSPENDING';

/** How to reach one region's secrets. */
type ClientOptions = NonNullable<ConstructorParameters<typeof SecretsManagerClient>[0]>;

/** Secrets in the regions that their ARNs name. `options`: for a local system. */
export function secretStore(options: ClientOptions = {}): SecretStore {
  const clients = new Map<string, SecretsManagerClient>();
  const clientOf = (arn: string): SecretsManagerClient => {
    const region = arn.split(':')[3] ?? '';
    const client = clients.get(region) ?? new SecretsManagerClient({ region, ...options });
    clients.set(region, client);
    return client;
  };

  return {
    async read(arn, version) {
      const which = 'id' in version ? { VersionId: version.id } : { VersionStage: version.stage };
      const { SecretString } = await clientOf(arn).send(
        new GetSecretValueCommand({ SecretId: arn, ...which }),
      );
      return SecretString ?? '';
    },
    async putPending(arn, text, id) {
      await clientOf(arn).send(
        new PutSecretValueCommand({
          SecretId: arn,
          SecretString: text,
          ClientRequestToken: id,
          VersionStages: [PENDING],
        }),
      );
    },
    async versionAt(arn, stage) {
      const { VersionIdsToStages = {} } = await clientOf(arn).send(
        new DescribeSecretCommand({ SecretId: arn }),
      );
      return Object.entries(VersionIdsToStages).find(([, stages]) => stages?.includes(stage))?.[0];
    },
    async moveStage(arn, stage, { from, to }) {
      await clientOf(arn).send(
        new UpdateSecretVersionStageCommand({
          SecretId: arn,
          VersionStage: stage,
          RemoveFromVersionId: from,
          MoveToVersionId: to,
        }),
      );
    },
  };
}
