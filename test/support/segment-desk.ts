import { dynamoProfiles } from '../../functions/adapters/dynamo-profiles.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import type { InteractionCompleted } from '../../functions/messages/interaction-completed.ts';
import type { SegmentRules } from '../../functions/messages/segment-rules.ts';
import type { SegmentIdentifier } from '../../functions/messages/segment-settings.ts';
import type { SegmentAnswer, SegmentSending, SegmentUpdate } from '../../functions/ports/segment-crm.ts';
import type { Phrase } from '../../functions/ports/transcripts.ts';
import { eraseProfile } from '../../functions/segmentation/erase-profile.ts';
import { identifiersBy } from '../../functions/segmentation/identify-customer.ts';
import { SEGMENT_TIMING } from '../../functions/segmentation/profile-steps.ts';
import { type SegmentationMessage, updateSegments } from '../../functions/segmentation/update-segments.ts';
import { TUESDAY_10 } from './builders.ts';
import { fakeClock } from './fake-clock.ts';
import { fakePace } from './fake-pace.ts';
import { fakeRandom } from './fake-random.ts';
import { memoryDynamo } from './memory-dynamo.ts';

const TABLES = {
  contacts: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
};

/** Rules under which every completion counts and `vip` stays. */
export const segmentRules = (fields: Partial<SegmentRules> = {}): SegmentRules => ({
  queues: [],
  skills: [],
  additiveTags: ['vip'],
  rules: [],
  ...fields,
});

/** A conversation that ended at the beginning of the builders' day. */
export const completion = (fields: Partial<InteractionCompleted> = {}): InteractionCompleted => ({
  customerId: 'CUST-7',
  tags: ['churn_risk'],
  interactionSummary: 'Technician visit agreed',
  idempotency_key: 'conversation-1',
  endTime: TUESDAY_10,
  ...fields,
});

/** How the CRM answers a write; what it throws is its answer, too. */
export type CrmAnswer = (update: SegmentUpdate, sending: SegmentSending) => Promise<SegmentAnswer>;

/** Segmentation on a table in memory, with a CRM that answers as it is told. */
export function segmentDesk(rules: SegmentRules = segmentRules(), by: SegmentIdentifier = 'id') {
  const clock = fakeClock(TUESDAY_10);
  const random = fakeRandom();
  const pace = fakePace(clock, 'crm');
  const table = memoryDynamo({ tables: TABLES });
  const profiles = dynamoProfiles(table, 'contacts', random);
  const sent: (SegmentUpdate & { readonly mayCreate: boolean })[] = [];
  const left: { readonly customerId: string; readonly delaySeconds: number }[] = [];
  let customer: Customer | undefined;
  let said: readonly Phrase[] | undefined;
  let answer: CrmAnswer = async () => 'updated';
  const ports = {
    profiles,
    pace,
    identifiers: identifiersBy(by, () => ({
      read: async () => customer && { customer, fetchedAt: clock.now(), freshness: 'live' },
    })),
    transcripts: { read: async () => said },
    clock,
    random,
    outbox: {
      updateDue: async (customerId: string, delaySeconds: number) =>
        void left.push({ customerId, delaySeconds }),
    },
    crm: {
      requestsKnownAs: 2,
      upsertSegments: async (update: SegmentUpdate, sending: SegmentSending) => {
        sent.push({ ...update, mayCreate: sending.mayCreate });
        return answer(update, sending);
      },
    },
  };
  const policy = { rules, timing: { ...SEGMENT_TIMING, coalesceMs: 5000 } };
  return {
    clock,
    /** The budget its requests draw on. */
    pace,
    profiles,
    /** Writes in the order they left. */
    sent,
    /** Messages that an update is due, in the order they were left. */
    left,
    /** What the platform has of what was said; `undefined`: nothing yet. */
    wasSaid(phrases: readonly Phrase[] | undefined): void {
      said = phrases;
    },
    /** What the stage's CRM says of every customer; `undefined`: it knows nobody. */
    isKnown(next: Customer | undefined): void {
      customer = next;
    },
    crmAnswers(next: CrmAnswer): void {
      answer = next;
    },
    /** Works on one message as it comes from the queue. */
    take: (message: SegmentationMessage, edgeId = 'edge-1', receivedAt?: Date) =>
      updateSegments(
        message,
        { edgeId, attribute: () => (receivedAt ? String(receivedAt.getTime()) : undefined) },
        ports,
        policy,
      ),
    profile: async (customerId = 'CUST-7') => (await profiles.read(customerId))?.value,
    erase: (customerId = 'CUST-7') => eraseProfile(customerId, profiles),
  };
}
