import { cachedCustomers } from '../../../functions/adapters/cached-customers.ts';
import { dynamoContactRefs } from '../../../functions/adapters/dynamo-contact-refs.ts';
import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import {
  dynamoPreviewNotices,
  dynamoPreviews,
  dynamoPushedContacts,
} from '../../../functions/adapters/dynamo-previews.ts';
import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import { previewOutboxOver } from '../../../functions/adapters/sqs-preview-outbox.ts';
import type { Protocol } from '../../../functions/dialing/protocol.ts';
import { TransientError } from '../../../functions/errors.ts';
import type { Customer } from '../../../functions/messages/customer.ts';
import type { ContactLists } from '../../../functions/ports/contact-lists.ts';
import type { PreviewPorts } from '../../../functions/preview/preview-ports.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import type { FakeCrm } from '../../support/fake-crm.ts';
import { storePorts } from '../../support/store-ports.ts';
import type { Chance } from '../chance.ts';
import { faultyTable } from '../segmentation/faulty-table.ts';
import type { WorldTime } from '../segmentation/world-time.ts';
import type { Faults } from './preview-faults.ts';

const BUDGET = { requestsPerMinute: 240, shares: { previews: 30 }, spreadMs: 4000 };

/** What a worker of previews stands in. */
export interface PreviewSurroundings {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly faults: Faults;
  pauseMs(): number;
  readonly table: DynamoTable;
  readonly lists: ContactLists;
  readonly crm: FakeCrm;
  readonly protocol: Pick<Protocol, 'clockErrorMs'>;
  /** Leaves a message. */
  leave(text: string): Promise<void>;
  trace(line: () => string): void;
}

/** The ports of one worker: the product's adapters over a table that fails, on a clock of its own. */
export function previewPorts(world: PreviewSurroundings): PreviewPorts {
  const { time, chance, faults, table, lists, crm, protocol, leave, trace } = world;
  async function readCustomer(customerId: string): Promise<Customer | undefined> {
    await time.sleep(chance.between(5, 2000));
    if (faults.strikes('crmFails')) throw new TransientError('crm_unavailable', 'no answer');
    return crm.readCustomer(customerId);
  }

  const skew = chance.between(-protocol.clockErrorMs, protocol.clockErrorMs) / 2;
  const clock = { now: () => new Date(Math.floor(time.now() + skew)) };
  const sleep = {
    until: (instant: Date) => time.sleep(Math.max(0, instant.getTime() - clock.now().getTime())),
  };
  const own = faultyTable(table, world);
  const stores = storePorts(own, chance);
  const book = dynamoPaceBook(own, 'ledger', chance);
  return {
    previews: dynamoPreviews(own, 'ledger', chance),
    pushed: dynamoPushedContacts(own, 'contacts'),
    refs: dynamoContactRefs(own, 'contacts'),
    customers: cachedCustomers(stores.contacts, { ...crm, readCustomer }, clock),
    known: stores.contacts,
    suppressions: stores.suppressions,
    attempts: stores.attempts,
    lists,
    pace: pacer('telephony', BUDGET, { book, clock, sleep, random: chance }),
    dialing: stores.ledger,
    notices: dynamoPreviewNotices(own, 'ledger', chance),
    erasures: { isErased: async () => false },
    outbox: previewOutboxOver(leave),
    clock,
    random: chance,
    cardsMasked: () => undefined,
    quarantineContact: async (_text, _edgeId, reason) => trace(() => `quarantined: ${reason}`),
  };
}
