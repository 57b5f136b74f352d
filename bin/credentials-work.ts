import { BIGQUERY_SCOPE } from '../functions/adapters/bigquery.ts';
import { googleTokens } from '../functions/adapters/google-tokens.ts';
import { httpClient } from '../functions/adapters/http.ts';
import { onPlatform } from '../functions/adapters/on-platform.ts';
import {
  KeyPair,
  keptSecret,
  ServiceAccount,
  SftpCredentials,
  SigningKeys,
} from '../functions/adapters/secrets.ts';
import { inSftpSession } from '../functions/adapters/sftp-session.ts';
import { snowflakeTokens } from '../functions/adapters/snowflake-tokens.ts';
import type { SegmentCrmSettings } from '../functions/messages/segment-settings.ts';
import type { GenesysSettings } from '../functions/messages/telephony-settings.ts';
import type { WarehouseSettings } from '../functions/messages/warehouse-settings.ts';
import type { Blocks } from '../lib/stage-problems.ts';
import { cxoneKeyProblem } from './cxone-probe.ts';
import { missingPermissions, permissionProbes } from './doctor/permission-probes.ts';
import { platformLine } from './platform-probe.ts';
import { said } from './said.ts';
import type { StageSecret } from './stage-secrets.ts';
import { crmWith, deskWith, orgWith } from './vendors.ts';

const now = (): Date => new Date();

/** A customer and a ticket that nobody has: an answer of "unknown" is all that is wanted. */
const NOBODY = 'trunkline-doctor';
const NO_TICKET = '0'.repeat(64);

/**
 * Whether a text of a secret opens what it is for: a problem, or `undefined`. Changes nothing on the other side. `text`
 * must have the secret's form. Never throws, never tells the text.
 * @param current the text that functions read now, if there is one
 */
export async function credentialsProblem(
  { name }: Pick<StageSecret, 'name'>,
  blocks: Blocks,
  text: string,
  current?: string,
): Promise<string | undefined> {
  try {
    return await tried(name, blocks, text, current);
  } catch (error) {
    return said(error);
  }
}

async function tried(
  name: string,
  blocks: Blocks,
  text: string,
  current: string | undefined,
): Promise<string | undefined> {
  const { telephony, crm, ticketing, segmentation, reports } = blocks;
  const [kind = '', ...rest] = name.split('.');
  const warehouse = reports?.warehouses[rest.join('.')];
  if (kind === 'telephony' && telephony)
    return onPlatform(telephony, {
      genesys: (settings) => organizationProblem(blocks, settings, text),
      cxone: (settings) => cxoneKeyProblem(settings, text),
    });
  if (kind === 'crm' && crm) await crmWith(crm, text).readCustomer(NOBODY);
  if (kind === 'desk' && ticketing) await deskWith(ticketing.desk, text).find(NO_TICKET);
  if (kind === 'segments' && segmentation?.crm) return segmentsProblem(segmentation.crm, text);
  if (kind === 'warehouse' && warehouse) await openWarehouse(warehouse, text);
  return kind === 'door' ? keysProblem(text, current) : undefined;
}

async function organizationProblem(
  blocks: Blocks,
  telephony: GenesysSettings,
  text: string,
): Promise<string | undefined> {
  const ask = await platformLine(telephony, text);
  const { missing, unanswered } = await missingPermissions(ask, permissionProbes(blocks));
  const lacking = missing.flatMap(({ permissions }) => permissions);
  if (lacking.length > 0) return `the client's role lacks ${lacking.join(', ')}`;
  return unanswered > 0 ? `the platform left ${unanswered} questions without an answer` : undefined;
}

async function segmentsProblem(settings: SegmentCrmSettings, text: string): Promise<string | undefined> {
  switch (settings.kind) {
    case 'rest': {
      const paths = { customer: settings.paths.customer, tasks: '/', notes: '/{taskId}/{noteId}' };
      await crmWith({ ...settings, paths }, text).readCustomer(NOBODY);
      return undefined;
    }
    case 'salesforce': {
      const answer = await orgWith(settings, text).send({
        method: 'GET',
        path: '/limits',
        deadlineMs: 10_000,
      });
      return answer.status === 200 ? undefined : `salesforce answered ${answer.status}`;
    }
    case 'hubspot':
      // Every request of its contract writes.
      return undefined;
    default:
      return settings satisfies never;
  }
}

async function openWarehouse(settings: WarehouseSettings, text: string): Promise<void> {
  switch (settings.kind) {
    case 'snowflake':
      await snowflakeTokens(
        settings,
        keptSecret(async () => text, KeyPair, now),
        now,
      ).ready();
      return;
    case 'bigquery': {
      const place = { loginUrl: settings.loginBaseUrl, scope: BIGQUERY_SCOPE };
      const account = keptSecret(async () => text, ServiceAccount, now);
      await googleTokens(httpClient(settings.loginBaseUrl), place, account, now).ready();
      return;
    }
    case 'sftp': {
      const credentials = await keptSecret(async () => text, SftpCredentials, now).value();
      await inSftpSession(settings, credentials, (session) => session.size(settings.directory));
      return;
    }
    default:
      return settings satisfies never;
  }
}

/** Senders sign with the key they have until they have the new one: one of the keys must stay. */
async function keysProblem(text: string, current: string | undefined): Promise<string | undefined> {
  if (current === undefined) return undefined;
  const { keys } = await keptSecret(async () => text, SigningKeys, now).value();
  const { keys: before } = await keptSecret(async () => current, SigningKeys, now).value();
  return keys.some((key) => before.includes(key))
    ? undefined
    : 'no key of now is among them: keep one until every sender has the new one';
}
