import { createHash } from 'node:crypto';
import type { Erasures } from '../ports/erasures.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** The mark of a customer who was erased. A digest: who reads the ledger does not learn of whom. It has no TTL. */
export const erasureKey = (customerId: string): string =>
  `ERASED#${createHash('sha256').update(customerId).digest('hex')}`;

/** Marks on the ledger's table. */
export function ledgerErasures(table: DynamoTable, tableName: string): Erasures {
  return {
    async isErased(customerId) {
      const asked = table.getItem({
        TableName: tableName,
        Key: { pk: { S: erasureKey(customerId) } },
        ConsistentRead: true,
      });
      const { Item } = await asked.catch((error: unknown) => {
        throw fromAws('ledger_unavailable', error);
      });
      return Item !== undefined;
    },
  };
}
