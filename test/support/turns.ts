import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { PaceSettings } from '../../functions/messages/settings.ts';
import { pacer } from '../../functions/runtime/pacer.ts';
import type { FakeClock } from './fake-clock.ts';
import { fakeRandom } from './fake-random.ts';
import { fakeSleep } from './fake-sleep.ts';
import { paceRules } from './pace-rules.ts';
import type { unhurried } from './unhurried.ts';

/** The real budget and the real readings, on a world's own table and clock. */
export const realTurns =
  (rules: PaceSettings = paceRules()) =>
  (clock: FakeClock, table: DynamoTable): ReturnType<typeof unhurried> => {
    const sleep = fakeSleep(clock);
    const random = fakeRandom('turns');
    const book = dynamoPaceBook(table, 'ledger', random);
    return {
      pace: pacer('telephony', rules, { book, clock, sleep, random }),
      occupancy: dynamoOccupancyBook(table, 'ledger'),
      sleep,
    };
  };
