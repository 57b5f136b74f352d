import type * as z from 'zod/mini';
import { onPlatform } from '../functions/adapters/on-platform.ts';
import {
  BearerToken,
  ClientCredentials,
  CxoneAccessKey,
  KeyPair,
  ServiceAccount,
  SftpCredentials,
  SigningKeys,
} from '../functions/adapters/secrets.ts';
import type { SegmentCrmSettings } from '../functions/messages/segment-settings.ts';
import type { TelephonySettings } from '../functions/messages/telephony-settings.ts';
import type { WarehouseSettings } from '../functions/messages/warehouse-settings.ts';
import type { Blocks } from '../lib/stage-problems.ts';

/** A secret that a stage names. */
export interface StageSecret {
  /** What people call it: `telephony`, `crm`, `desk`, `segments`, `warehouse.<name>`, `door.<door>`. */
  readonly name: string;
  /** The setting that holds its ARN. */
  readonly path: string;
  readonly arn: string;
  readonly schema: z.core.$ZodType;
  /** Its form, for people. */
  readonly form: string;
}

const CLIENT = { schema: ClientCredentials, form: '{"clientId":"...","clientSecret":"..."}' };
const TOKEN = { schema: BearerToken, form: '{"token":"..."}' };
const KEYS = { schema: SigningKeys, form: '{"keys":["whsec_..."]}' };

/** Every secret that the readable blocks of a stage name, each ARN once. */
export function stageSecrets(blocks: Blocks): readonly StageSecret[] {
  const { telephony, crm, ticketing, segmentation, reports, doors } = blocks;
  const found: StageSecret[] = [
    ...(telephony
      ? [
          {
            name: 'telephony',
            path: 'telephony.secretArn',
            arn: telephony.secretArn,
            ...platformForm(telephony),
          },
        ]
      : []),
    ...(crm ? [{ name: 'crm', path: 'crm.secretArn', arn: crm.secretArn, ...crmForm(crm.kind) }] : []),
    ...(ticketing
      ? [{ name: 'desk', path: 'ticketing.desk.secretArn', arn: ticketing.desk.secretArn, ...CLIENT }]
      : []),
    ...(segmentation?.crm
      ? [
          {
            name: 'segments',
            path: 'segmentation.crm.secretArn',
            arn: segmentation.crm.secretArn,
            ...crmForm(segmentation.crm.kind),
          },
        ]
      : []),
    ...Object.entries(reports?.warehouses ?? {}).map(([name, warehouse]) => ({
      name: `warehouse.${name}`,
      path: `reports.warehouses.${name}.secretArn`,
      arn: warehouse.secretArn,
      ...warehouseForm(warehouse.kind),
    })),
    ...doorSecrets(doors),
  ];
  return found.filter(({ arn }, index) => found.findIndex((other) => other.arn === arn) === index);
}

const ACCESS_KEY = {
  schema: CxoneAccessKey,
  form: '{"accessKeyId":"...","accessKeySecret":"..."}, and "clientId" and "clientSecret" of a registered client',
};

const platformForm = (telephony: TelephonySettings) =>
  onPlatform<Pick<StageSecret, 'schema' | 'form'>>(telephony, {
    genesys: () => CLIENT,
    cxone: () => ACCESS_KEY,
  });

const crmForm = (kind: SegmentCrmSettings['kind']) => (kind === 'salesforce' ? CLIENT : TOKEN);

function warehouseForm(kind: WarehouseSettings['kind']) {
  switch (kind) {
    case 'snowflake':
      return { schema: KeyPair, form: '{"privateKey":"-----BEGIN ...","passphrase":"..."}' };
    case 'bigquery':
      return { schema: ServiceAccount, form: "the service account's key file" };
    case 'sftp':
      return { schema: SftpCredentials, form: '{"privateKey":"..."} or {"password":"..."}' };
    default:
      return kind satisfies never;
  }
}

function doorSecrets(doors: Blocks['doors']): StageSecret[] {
  return Object.entries(doors ?? {}).flatMap(([door, settings]) => {
    if (typeof settings !== 'object' || !('signingSecretArn' in settings)) return [];
    const { signingSecretArn: arn } = settings;
    if (arn === undefined) return [];
    return [{ name: `door.${door}`, path: `doors.${door}.signingSecretArn`, arn, ...KEYS }];
  });
}
