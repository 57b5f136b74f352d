import { dynamoProfiles } from '../../functions/adapters/dynamo-profiles.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import { Key } from '../../functions/messages/key.ts';
import { eraseProfile } from '../../functions/segmentation/erase-profile.ts';
import { onlyPositional, readArguments, UsageError } from '../arguments.ts';
import { type ErasureStores, eraseCustomer, type Holdings, holdingsOf } from '../erase/erase-customer.ts';
import { erasableArchive, erasableTable } from '../erase/stores.ts';
import { ledgerTarget } from '../ledger.ts';
import { operatorTarget } from '../operator-target.ts';
import { TARGET_OPTIONS } from '../target.ts';

/** Times that everything is looked through again for what a function wrote meanwhile. */
const LOOKS = 3;

/**
 * `erase CUSTOMER [--dry-run]` removes what our stores hold of a customer: stories, telemetry, descriptions, pushed
 * contacts, segments, quarantined bodies. Marks keep them from coming back, also when a dead letter is sent back. It looks again until nothing is found, and prints both. Opt-outs of the customer's numbers stay:
 * they must go on being honoured. Exit code 1 when something is still found.
 */
export async function erase(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    'dry-run': { type: 'boolean', default: false },
  });
  const customerId = onlyPositional(positionals, 'the id of a customer');
  if (!Key.safeParse(customerId).success)
    throw new UsageError(`${customerId} cannot be the id of a customer`);
  const stores = await storesOf(values);
  if (values['dry-run']) return say(values.json, { held: await holdingsOf(customerId, stores) });
  const removed = await eraseCustomer(customerId, stores);
  let left = await holdingsOf(customerId, stores);
  for (let looks = 1; looks < LOOKS && countOf(left) > 0; looks++) {
    await eraseCustomer(customerId, stores);
    left = await holdingsOf(customerId, stores);
  }
  return say(values.json, { removed, left });
}

async function storesOf(options: Parameters<typeof ledgerTarget>[0]): Promise<ErasureStores> {
  const { table, contacts } = await ledgerTarget(options);
  const profiles = dynamoProfiles(dynamoTable(table.options), contacts.name, systemRandom);
  return {
    ledger: erasableTable(table.name, table.options),
    contacts: erasableTable(contacts.name, table.options),
    archive: erasableArchive(await operatorTarget(options)),
    eraseProfile: (customerId) => eraseProfile(customerId, profiles),
    now: () => new Date(),
  };
}

const countOf = ({ ledger, contacts, archive, segments }: Holdings): number =>
  ledger.length + contacts.length + archive.length + (segments ? 1 : 0);

function say(
  json: boolean,
  told: { readonly held: Holdings } | { readonly removed: Holdings; readonly left: Holdings },
): number {
  if (json) console.log(JSON.stringify(told, undefined, 2));
  if ('held' in told) {
    if (!json) console.log(['held:', ...linesOf(told.held)].join('\n'));
    return 0;
  }
  const { removed, left } = told;
  if (!json)
    console.log(
      [
        'removed:',
        ...linesOf(removed),
        countOf(left) === 0 ? 'second look: nothing is found' : 'second look, still there:',
        ...(countOf(left) === 0 ? [] : linesOf(left)),
        'A function that was under way may still write within 15 minutes: run this again then to be sure.',
      ].join('\n'),
    );
  return countOf(left) === 0 ? 0 : 1;
}

/** Kinds of items with their counts, then what is not ours to remove. Keys are not shown: some hold the id. */
function linesOf(holdings: Holdings): readonly string[] {
  const { ledger, contacts, archive, segments, elsewhere } = holdings;
  const kinds = new Map<string, number>();
  const kindsOf = (keys: readonly string[], store: string, mark: string): void => {
    for (const key of keys) {
      const kind = `${store} ${key.slice(0, key.indexOf(mark) + 1)}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  };
  kindsOf(ledger, 'ledger', '#');
  kindsOf(contacts, 'contacts', '#');
  kindsOf(archive, 'archive', '/');
  return [
    ...[...kinds].map(([kind, count]) => `${String(count).padStart(6)}  ${kind}`),
    ...(segments ? ['     1  contacts PROFILE#'] : []),
    ...(kinds.size === 0 && !segments ? ['     0'] : []),
    ...elsewhere.map((what) => `  not ours: ${what}`),
  ];
}
