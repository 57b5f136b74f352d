import { TransientError } from '../errors.ts';
import type { DeskPace } from '../ports/desk-pace.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attribute, instant, type Value } from './ledger-items.ts';
import { ledgerTable } from './ledger-table.ts';

const PACE_KEY = 'RATE#ticket-desk';

/** Others may be faster this often. */
const TRIES = 8;

const MINUTE_MS = 60_000;

/** One rate for the desk on one item: every reservation moves the instant of the next one. */
export function dynamoDeskPace(
  table: DynamoTable,
  tableName: string,
  requestsPerMinute: number,
  random: Random,
): DeskPace {
  const items = ledgerTable(table, tableName, random);

  /** Moves one instant of the item forward; `false` when somebody else has moved it. */
  async function moved(
    name: 'next' | 'hold',
    to: Date,
    when: string,
    values: Record<string, Value>,
  ): Promise<boolean> {
    const refused = await items.attempt({
      Key: { pk: { S: PACE_KEY } },
      UpdateExpression: 'SET #at = :to',
      ConditionExpression: when,
      ExpressionAttributeNames: { '#at': name },
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries({ ...values, to: to.getTime() }).map(([key, value]) => [`:${key}`, attribute(value)]),
      ),
    });
    return refused === undefined;
  }

  return {
    async reserve(requests, now, latest) {
      for (let tries = 0; tries < TRIES; tries++) {
        const item = await items.strongly(PACE_KEY);
        const [next, hold] = [instant(item?.next), instant(item?.hold)];
        const from = new Date(Math.max(now.getTime(), next?.getTime() ?? 0, hold?.getTime() ?? 0));
        if (from > latest) return from;
        const after = new Date(from.getTime() + Math.ceil((requests * MINUTE_MS) / requestsPerMinute));
        const won = next
          ? await moved('next', after, '#at = :was', { was: next.getTime() })
          : await moved('next', after, 'attribute_not_exists(#at)', {});
        if (won) return from;
      }
      throw new TransientError('desk_pace_contended', 'others reserved all the time');
    },

    async hold(until) {
      await moved('hold', until, 'attribute_not_exists(#at) OR #at < :to', {});
    },
  };
}
