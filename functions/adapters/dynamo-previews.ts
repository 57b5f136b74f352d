import * as z from 'zod/mini';
import { Preview } from '../messages/preview.ts';
import { PushedContact } from '../messages/preview-contacts.ts';
import type { PassNotices } from '../ports/pass-notices.ts';
import type { PreviewId, Previews, PushedContacts } from '../ports/previews.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import { dynamoDue } from './dynamo-due.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './dynamo-versioned.ts';
import { indexPages } from './index-pages.ts';
import { DUE_SHARDS, expiresAt, PREVIEW_NOTICE, shardName } from './ledger-items.ts';
import { ledgerTable } from './ledger-table.ts';
import { passNotices } from './pass-notices.ts';

const PREFIX = 'PREVIEW#';
const SHARDS = 'previews';
const KEPT_DAYS = 30;

/** Contacts of campaigns on the ledger's table, one item each, found by appointments in partitions of their own. */
export function dynamoPreviews(table: DynamoTable, tableName: string, random: Random): Previews {
  const kind = {
    prefix: PREFIX,
    schema: Preview,
    dueAt: ({ nextAt }: Preview) => nextAt,
    expiresAt: (preview: Preview) => new Date(expiresAt(preview.expiresAt, KEPT_DAYS) * 1000),
    shards: SHARDS,
    unavailable: 'ledger_unavailable',
  };
  const items = versionedItems(table, tableName, kind, random);
  const due = dynamoDue(table, tableName, { shards: SHARDS, unavailable: 'ledger_unavailable' });
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => shardName(shard, SHARDS));
  const pages = indexPages(ledgerTable(table, tableName, random), shards);
  return {
    read: (id) => items.read(nameOf(id)),
    replace: (before, next) => items.replace(nameOf(next), before, next),
    due: async (now, limit) => (await due.due(now, limit)).map(idOf),
    async page(cursor, limit) {
      const { pks, ...next } = await pages(cursor, limit, () => new Date(0));
      return { ids: pks.map(idOf), ...next };
    },
  };
}

const nameOf = ({ contactId, campaignId }: PreviewId): string => `${contactId}#${campaignId}`;

function idOf(pk: string): PreviewId {
  const [contactId = '', campaignId = ''] = pk.slice(PREFIX.length).split('#').map(decodeURIComponent);
  return { contactId, campaignId };
}

/** Wishes that everything offered is gone through, in one item that the sweep reads itself. */
export const dynamoPreviewNotices = (table: DynamoTable, tableName: string, random: Random): PassNotices =>
  passNotices(
    ledgerTable(table, tableName, random),
    PREVIEW_NOTICE,
    () => random.id(),
    (now) => ({ nextAt: now.getTime() }),
  );

const Item = z.object({ body: z.object({ S: z.string() }), expiresAt: z.object({ N: z.string() }) });

/** Numbers and fields on the contacts table. TTL deletes late, so the age is compared on every read. */
export function dynamoPushedContacts(table: DynamoTable, tableName: string): PushedContacts {
  const key = (reference: string) => ({ pk: { S: `${PREFIX}${encodeURIComponent(reference)}` } });
  return {
    async keep(reference, contact, until) {
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            ...key(reference),
            body: { S: JSON.stringify(contact) },
            expiresAt: { N: String(Math.ceil(until.getTime() / 1000)) },
          },
        }),
      );
    },

    async read(reference, now) {
      const found = await asked(
        table.getItem({ TableName: tableName, Key: key(reference), ConsistentRead: true }),
      );
      if (!found.Item) return undefined;
      const { body, expiresAt: end } = Item.parse(found.Item);
      if (Number(end.N) * 1000 <= now.getTime()) return undefined;
      return PushedContact.parse(JSON.parse(body.S));
    },
  };
}

async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws('contacts_unavailable', error);
  }
}
