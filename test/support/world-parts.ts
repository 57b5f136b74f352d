import { cachedCustomers } from '../../functions/adapters/cached-customers.ts';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import { customer, TUESDAY_10 } from './builders.ts';
import { fakeAbsence } from './fake-absence.ts';
import { fakeArchive } from './fake-archive.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { fakeContactLists } from './fake-contact-lists.ts';
import { fakeCrm } from './fake-crm.ts';
import { type FaultPlan, faulty, ONCE_WORDS, REPEATABLE_WORDS, TABLE_WORDS } from './fake-faults.ts';
import { fakeQueues } from './fake-outbox.ts';
import { fakeRandom } from './fake-random.ts';
import { fakeTelephony } from './fake-telephony.ts';
import { LEDGER_TABLE } from './ledger-schema.ts';
import { type MemoryDynamoOptions, memoryDynamo } from './memory-dynamo.ts';
import { storePorts } from './store-ports.ts';
import { unhurried } from './unhurried.ts';
import { type WorldRules, worldRules } from './world-rules.ts';

const TABLES = {
  ledger: LEDGER_TABLE,
  contacts: { partitionKey: 'pk' },
};

/** How a world differs from an ordinary Tuesday morning with one customer who may be called. */
export interface WorldOverrides {
  readonly start?: string;
  readonly customers?: readonly Customer[];
  readonly rules?: Partial<WorldRules>;
  readonly seed?: string;
  readonly table?: Pick<MemoryDynamoOptions, 'before' | 'after'>;
  /** Decides about every effect: requests to the table, messages, tasks and calls. */
  readonly faults?: FaultPlan;
  /** Whose turn it is on the platform. @default everybody's, at once */
  readonly turns?: (clock: FakeClock, table: DynamoTable) => ReturnType<typeof unhurried>;
  /** The platform's contact lists, by id, with their columns. @default none */
  readonly contactLists?: Readonly<Record<string, readonly string[]>>;
  /** What is left of every function's time, ms. */
  readonly remainingMs?: number;
}

/** Everything a world is made of, before anything happens in it. */
export function worldParts(overrides: WorldOverrides) {
  const { faults = () => undefined } = overrides;
  const rules = { ...worldRules(), ...overrides.rules };
  const clock = fakeClock(overrides.start ?? TUESDAY_10);
  const now = (): Date => clock.now();
  const random = fakeRandom(overrides.seed);
  const absence = fakeAbsence();
  const table = memoryDynamo({ tables: TABLES, ...overrides.table });
  const asked = faulty<DynamoTable>(table, TABLE_WORDS, faults, absence.gone);
  const stored = storePorts(asked, random);
  const archive = fakeArchive();
  const crm = fakeCrm(...(overrides.customers ?? [customer()]));
  const telephony = fakeTelephony(now, absence.tell);
  const contactLists = fakeContactLists(overrides.contactLists ?? {}, now);
  const queues = fakeQueues(now);
  const ports = {
    ...stored,
    archive,
    clock,
    random,
    customers: cachedCustomers(stored.contacts, crm, clock),
    ...(overrides.turns ?? unhurried)(clock, table),
    crm: faulty(crm, REPEATABLE_WORDS, faults, absence.gone),
    telephony: faulty(telephony, ONCE_WORDS, faults, absence.gone),
    contactLists,
    outbox: faulty(queues.outbox, REPEATABLE_WORDS, faults, absence.gone),
  };
  return {
    rules,
    clock,
    absence,
    table,
    archive,
    crm,
    telephony,
    contactLists,
    queues,
    ports,
    /** The ledger as a reader sees it whom no fault meets. */
    shown: dynamoLedger(table, 'ledger', random),
    remainingMs: () => overrides.remainingMs ?? rules.protocol.functionMs,
  };
}
