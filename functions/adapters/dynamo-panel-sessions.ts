import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { PanelSessions } from '../ports/panel-sessions.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const Text = z.object({ S: z.string() });
const SessionItem = z.object({
  cust: Text,
  alert: Text,
  class: Text,
  ref: Text,
  until: z.object({ N: z.string() }),
});

/** A hash alone is kept: who reads the table gets no session. */
const key = (token: string) => ({ pk: { S: `PANEL#${createHash('sha256').update(token).digest('hex')}` } });

const asked = <Answer>(request: Promise<Answer>): Promise<Answer> =>
  request.catch((error: unknown) => {
    throw fromAws('ledger_unavailable', error);
  });

/** Sessions on the ledger, one item each, which its TTL removes. */
export function dynamoPanelSessions(table: DynamoTable, tableName: string): PanelSessions {
  return {
    async open(token, { customerId, alertKey, className, reference, until }) {
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            ...key(token),
            cust: { S: customerId },
            alert: { S: alertKey },
            class: { S: className },
            ref: { S: reference },
            until: { N: String(until.getTime()) },
            expiresAt: { N: String(Math.ceil(until.getTime() / 1000)) },
          },
        }),
      );
    },

    async read(token, now) {
      const { Item } = await asked(
        table.getItem({ TableName: tableName, Key: key(token), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const { cust, alert, class: className, ref, until } = SessionItem.parse(Item);
      const end = new Date(Number(until.N));
      if (end <= now) return undefined;
      return { customerId: cust.S, alertKey: alert.S, className: className.S, reference: ref.S, until: end };
    },
  };
}
