import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { dynamoContactRefresh } from '../../functions/adapters/dynamo-contact-refresh.ts';
import { dynamoContactRefs } from '../../functions/adapters/dynamo-contact-refs.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { type Looked, readContext } from '../../functions/context/read-context.ts';
import type { ContextRules } from '../../functions/messages/context.ts';
import type { Clock } from '../../functions/ports/clock.ts';
import type { Crm } from '../../functions/ports/crm.ts';
import type { Random } from '../../functions/ports/random.ts';
import type { Sleep } from '../../functions/ports/sleep.ts';
import { type RefreshOutcome, refreshContact } from '../../functions/refresh/refresh-contact.ts';
import { tables } from './dynamo-fixtures.ts';
import { fakeSuppressions } from './fake-suppressions.ts';
import { memoryDynamo } from './memory-dynamo.ts';

/** How the desk's stage shows contacts. */
export const CONTEXT_RULES: ContextRules = {
  purpose: 'marketing',
  suggestedQueue: 'tier-review',
  holdFields: ['paymentHold'],
  holdMaxAgeMs: 5 * 60_000,
};

/** What a desk is made of. */
export interface DeskParts {
  readonly crm: Pick<Crm, 'readCustomer'>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
  /** @default a table in memory */
  readonly table?: DynamoTable;
}

/** Readers, the worker that asks the CRM for them at once, and what both keep. */
export function contextDesk({ crm, clock, sleep, random, table = memoryDynamo({ tables }) }: DeskParts) {
  const contacts = dynamoContactRefresh(table, 'ledger');
  const cache = dynamoContactCache(table, 'ledger');
  const refs = dynamoContactRefs(table, 'ledger');
  const suppressions = fakeSuppressions();
  const messages: { readonly customerId: string; readonly lease: string }[] = [];
  const outcomes: RefreshOutcome[] = [];
  const working: Promise<void>[] = [];
  const work = async (message: { readonly customerId: string; readonly lease?: string }) => {
    const outcome = await refreshContact(message, { contacts, cache, crm, clock, random });
    outcomes.push(outcome);
    return outcome;
  };
  const outbox = {
    async refresh(customerId: string, lease: string, inSeconds: number) {
      messages.push({ customerId, lease });
      const from = clock.now().getTime();
      const comes = inSeconds > 0 ? sleep.until(new Date(from + inSeconds * 1000)) : Promise.resolve();
      working.push(comes.then(() => work({ customerId, lease })).then(() => undefined));
    },
  };
  const ports = { refs, contacts, suppressions, outbox, clock, sleep, random };
  return {
    cache,
    refs,
    suppressions,
    contacts,
    /** Messages that readers left for the worker. */
    messages,
    /** How the worker's messages ended. */
    outcomes,
    work,
    ports,
    /** Until the worker has nothing to do. */
    idle: () => Promise.all(working),
    read: (looked: Looked | string, rules: ContextRules = CONTEXT_RULES) =>
      readContext(typeof looked === 'string' ? { contactId: looked } : looked, ports, rules),
  };
}
