import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { ContactRefresh, Lease } from '../ports/contact-refresh.ts';
import { asked, contactKey, expiry, knowledgeOn, readContactItem, stored } from './contact-item.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

type Change = Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression'> & {
  readonly values: NonNullable<UpdateItemCommandInput['ExpressionAttributeValues']>;
};

const FREE = 'attribute_not_exists(leaseUntil) OR leaseUntil <= :now';
const NOT_TURNED_DOWN = 'attribute_not_exists(retryAt) OR retryAt <= :now';
const OLD = 'attribute_not_exists(fetchedAt) OR fetchedAt <= :olderThan';

/** What ends a lease: nobody asks any more, and what the CRM said is remembered. */
const SAID = 'said = :said, saidAt = :saidAt, retryAt = :retryAt';
const NO_LEASE = 'leaseToken, leaseUntil';

/** Leases on the items of the contact cache. A description that is kept ends the lease, because it replaces the item. */
export function dynamoContactRefresh(table: DynamoTable, tableName: string): ContactRefresh {
  /** `false`: the condition does not hold, and not because an earlier send of this very write was applied. */
  async function change(customerId: string, token: string, { values, ...expressions }: Change) {
    try {
      await table.updateItem({
        TableName: tableName,
        Key: contactKey(customerId),
        ...expressions,
        ExpressionAttributeValues: values,
      });
      return true;
    } catch (error) {
      if (!refusedItem(error)) throw error;
      const item = await readContactItem(table, tableName, customerId);
      return item?.leaseToken?.S === token;
    }
  }

  const leased = ({ token, until }: Lease) => ({ ':token': { S: token }, ':until': stored(until) });

  return {
    async look(customerId, now) {
      return knowledgeOn(await readContactItem(table, tableName, customerId), now);
    },

    claim: (lease, { now, olderThan }) =>
      asked(
        change(lease.customerId, lease.token, {
          UpdateExpression:
            'SET leaseToken = :token, leaseUntil = :until, expiresAt = if_not_exists(expiresAt, :expiresAt)',
          ConditionExpression: `(${FREE}) AND (${NOT_TURNED_DOWN}) AND (${OLD})`,
          values: {
            ...leased(lease),
            ':now': stored(now),
            ':olderThan': stored(olderThan),
            ':expiresAt': expiry(now),
          },
        }),
      ),

    takeOver: (from, lease) =>
      asked(
        change(lease.customerId, lease.token, {
          UpdateExpression: 'SET leaseToken = :token, leaseUntil = :until',
          ConditionExpression: 'leaseToken = :from',
          values: { ...leased(lease), ':from': { S: from } },
        }),
      ),

    async noteFailure({ customerId, token }, { reason, at, until }) {
      await asked(
        change(customerId, token, {
          UpdateExpression: `SET ${SAID} REMOVE ${NO_LEASE}`,
          ConditionExpression: 'leaseToken = :token',
          values: {
            ':token': { S: token },
            ':said': { S: reason },
            ':saidAt': stored(at),
            ':retryAt': stored(until),
          },
        }),
      );
    },

    async noteUnknown({ customerId, token }, { reason, at, until }, askedAt) {
      await asked(
        change(customerId, token, {
          UpdateExpression: `SET ${SAID}, expiresAt = :expiresAt REMOVE ${NO_LEASE}, body, fetchedAt, version`,
          ConditionExpression: 'attribute_not_exists(version) OR version < :askedAt',
          values: {
            ':said': { S: reason },
            ':saidAt': stored(at),
            ':retryAt': stored(until),
            ':askedAt': stored(askedAt),
            ':expiresAt': expiry(at),
          },
        }),
      );
    },
  };
}
