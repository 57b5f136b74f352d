import { Profile } from '../messages/profile.ts';
import type { Profiles } from '../ports/profiles.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './dynamo-versioned.ts';

/** What stands before the id in the key of a customer's profile. */
export const PROFILE_PREFIX = 'PROFILE#';

/** Profiles on the contacts table. They never expire: tags that stay would be lost. */
export function dynamoProfiles(table: DynamoTable, tableName: string, random: Random): Profiles {
  const kind = { prefix: PROFILE_PREFIX, schema: Profile, dueAt: ({ nextAt }: Profile) => nextAt };
  const items = versionedItems(table, tableName, kind, random);
  return {
    read: (customerId) => items.read(customerId),
    replace: (before, next) => items.replace(next.customerId, before, next),
  };
}
