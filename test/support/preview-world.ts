import { cachedCustomers } from '../../functions/adapters/cached-customers.ts';
import { dynamoContactRefs } from '../../functions/adapters/dynamo-contact-refs.ts';
import {
  dynamoPreviewNotices,
  dynamoPreviews,
  dynamoPushedContacts,
} from '../../functions/adapters/dynamo-previews.ts';
import { ledgerErasures } from '../../functions/adapters/ledger-erasures.ts';
import { previewOutboxOver } from '../../functions/adapters/sqs-preview-outbox.ts';
import { PreviewMessage } from '../../functions/messages/preview-look.ts';
import { PreviewSettings } from '../../functions/messages/preview-settings.ts';
import type { Campaign } from '../../functions/ports/contact-lists.ts';
import type { PreviewPorts, PreviewRules } from '../../functions/preview/preview-ports.ts';
import { workOnPreview } from '../../functions/preview/work-on-preview.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeContactLists } from './fake-contact-lists.ts';
import { fakeCrm } from './fake-crm.ts';
import { fakePace } from './fake-pace.ts';
import { fakeRandom } from './fake-random.ts';
import { memoryDynamo } from './memory-dynamo.ts';
import { storePorts } from './store-ports.ts';
import { worldRules } from './world-rules.ts';

export const GENERAL = 'campaign-general';
export const ENTERPRISE = 'campaign-enterprise';

/** The tables of previews (lib/state-stack.ts). */
export const PREVIEW_TABLES = {
  ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
  contacts: { partitionKey: 'pk' },
};

/** Two routes by tier and one for review. */
export const PREVIEW_SETTINGS = PreviewSettings.parse({
  purpose: 'informational',
  columns: ['accountTier', 'lastPurchaseDate'],
  contactIdColumn: 'contactId',
  routes: {
    enterprise: { campaignId: ENTERPRISE },
    general: { columns: { tierSkill: 'general' } },
    review: { columns: { tierSkill: 'tier-review' } },
  },
  byTier: { enterprise: 'enterprise', standard: 'general' },
  reviewRoute: 'review',
});

/** Lists by id with their columns. */
export const PREVIEW_LISTS = {
  'list-general': ['phone', 'contactId', 'accountTier', 'lastPurchaseDate', 'tierSkill'],
  'list-enterprise': ['phone', 'contactId', 'accountTier', 'lastPurchaseDate'],
};

/** A preview campaign that is on. */
export const previewCampaign = (id: string, contactListId: string): Campaign => ({
  id,
  contactListId,
  dialingMode: 'preview',
  status: 'on',
  alwaysRunning: true,
  phoneColumns: ['phone'],
  hasCallableTimes: true,
});

/** The worker of previews over the product's own stores, with a platform and a CRM in memory. */
export function previewWorld(start: string, change: Partial<PreviewRules> = {}) {
  const clock = fakeClock(start);
  const random = fakeRandom();
  const table = memoryDynamo({ tables: PREVIEW_TABLES });
  const stores = storePorts(table, random);
  const lists = fakeContactLists(PREVIEW_LISTS, () => clock.now());
  lists.putCampaign(previewCampaign(GENERAL, 'list-general'));
  lists.putCampaign(previewCampaign(ENTERPRISE, 'list-enterprise'));
  const crm = fakeCrm();
  const messages: string[] = [];
  const quarantined: { readonly text: string; readonly reason: string }[] = [];
  const notices = dynamoPreviewNotices(table, 'ledger', random);
  const ports: PreviewPorts = {
    previews: dynamoPreviews(table, 'ledger', random),
    pushed: dynamoPushedContacts(table, 'contacts'),
    refs: dynamoContactRefs(table, 'contacts'),
    customers: cachedCustomers(stores.contacts, crm, clock),
    known: stores.contacts,
    suppressions: stores.suppressions,
    attempts: stores.attempts,
    lists,
    pace: fakePace(clock),
    dialing: stores.ledger,
    notices,
    erasures: ledgerErasures(table, 'ledger'),
    outbox: previewOutboxOver(async (body) => void messages.push(body)),
    clock,
    random,
    cardsMasked: () => undefined,
    quarantineContact: async (text, _edgeId, reason) => void quarantined.push({ text, reason }),
  };
  const { protocol } = worldRules();
  const rules: PreviewRules = {
    settings: PREVIEW_SETTINGS,
    sensitiveFields: ['dateOfBirth'],
    policy: { kind: 'window', opensAt: '08:00', closesAt: '20:00', closingMarginSeconds: 300 },
    protocol,
    doNotDisturbMaxAgeMs: 5 * 60_000,
    armed: true,
    allowNumbers: [],
    ...change,
  };

  const work = (message: unknown, edgeId = random.id()) =>
    workOnPreview(PreviewMessage.parse(message), { edgeId, remainingMs: () => 60_000 }, ports, rules);

  /** Works on everything that was left. */
  async function settle(): Promise<void> {
    for (let next = messages.shift(); next; next = messages.shift()) await work(JSON.parse(next));
  }

  return {
    clock,
    table,
    lists,
    crm,
    ports,
    rules,
    messages,
    quarantined,
    notices,
    suppressions: stores.suppressions,
    ledger: stores.ledger,
    work,
    settle,
    /** Pushes contacts and works on everything that follows. */
    async push(contacts: readonly unknown[], fields: object = {}, edgeId?: string) {
      const lines = await work({ campaignId: GENERAL, contacts, ...fields }, edgeId);
      await settle();
      return lines;
    },
    /** The clock's message, and everything that follows. */
    async sweep() {
      await work({ sweep: 'previews' });
      await settle();
    },
    /** What became of a contact. */
    async of(contactId: string) {
      const kept = await ports.previews.read({ contactId, campaignId: GENERAL });
      return kept?.value;
    },
    /** Everything the ledger holds, as one text. */
    ledgerText: () => JSON.stringify(table.items('ledger')),
  };
}
