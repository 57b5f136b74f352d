import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { alertFrom } from '../functions/adapters/ledger-items.ts';
import { type AlertStory, alertStory } from '../functions/story/alert-story.ts';
import type { LedgerTarget } from './ledger.ts';

/**
 * The stories of all alerts a ledger still holds, in no order. Reads the whole table with the caller's own credentials:
 * no function may do that.
 */
export async function* allStories({ ledger, table }: LedgerTarget): AsyncGenerator<AlertStory> {
  const client = new DynamoDBClient(table.options);
  const pages = paginateScan(
    { client },
    {
      TableName: table.name,
      FilterExpression: 'begins_with(#pk, :alert)',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':alert': { S: 'ALERT#' } },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const alert of Items.map(alertFrom)) {
      const isWhole = !alert.decision || alert.decision.asked !== undefined;
      const whole = isWhole ? alert : ((await ledger.readStory(alert.key)).alert ?? alert);
      // As the read serves it: instants are texts.
      yield JSON.parse(JSON.stringify(alertStory(whole)));
    }
  }
}
