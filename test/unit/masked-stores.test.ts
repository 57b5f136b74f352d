import { describe, expect, it } from '@jest/globals';
import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { dynamoProfiles } from '../../functions/adapters/dynamo-profiles.ts';
import {
  archiveWithoutCards,
  contactsWithoutCards,
  deskWithoutCards,
  profilesWithoutCards,
} from '../../functions/runtime/masked-stores.ts';
import { completedOf } from '../../functions/segmentation/desired-state.ts';
import { absorbed, SEGMENT_TIMING } from '../../functions/segmentation/profile-steps.ts';
import { newTicket } from '../contract/ticket-desk-suite.ts';
import { at, customer } from '../support/builders.ts';
import { fakeArchive } from '../support/fake-archive.ts';
import { fakeDesk } from '../support/fake-desk.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { completion, segmentRules } from '../support/segment-desk.ts';

/** A published test number, nobody's card. */
const CARD = '4111 1111 1111 1111';
const SAID = `The customer read out ${CARD} twice.`;
const MASKED = 'The customer read out **** **** **** 1111 twice.';

const counted = () => {
  const counts: number[] = [];
  return { counts, count: (cards: number): void => void counts.push(cards) };
};
const contacts = () => memoryDynamo({ tables: { contacts: { partitionKey: 'pk' } } });

describe('no card number is kept', () => {
  it("of a sensor's telemetry", async () => {
    const archive = fakeArchive();
    const { counts, count } = counted();
    const telemetry = { sensorId: 's', alertType: 't', timestamp: at().toISOString() };

    await archiveWithoutCards(archive, count).keepTelemetry('ref', {
      ...telemetry,
      telemetryData: { note: SAID, deep: [{ pan: 4111111111111111 }], value: 89.5 },
    });

    expect((await archive.readTelemetry('ref'))?.telemetryData).toEqual({
      note: MASKED,
      deep: [{ pan: '************1111' }],
      value: 89.5,
    });
    expect(counts).toEqual([2]);
  });

  it("of a customer's fields, while the number to call stays", async () => {
    const { counts, count } = counted();
    const cache = contactsWithoutCards(dynamoContactCache(contacts(), 'contacts'), count);
    const known = customer({ name: 'Ada Sample', fields: { note: SAID, plan: 'gold' } });

    await cache.keep({ customer: known, fetchedAt: at() });

    expect((await cache.read(known.customerId, at()))?.customer).toEqual({
      ...known,
      fields: { note: MASKED, plan: 'gold' },
    });
    expect(counts).toEqual([1]);
  });

  it('of what an agent wrote about a conversation, which goes to the CRM', async () => {
    const { counts, count } = counted();
    const profiles = profilesWithoutCards(dynamoProfiles(contacts(), 'contacts', fakeRandom()), count);
    const ended = completedOf(
      completion({ interactionSummary: SAID }),
      { key: 'k', arrivedAt: at() },
      segmentRules(),
    );
    const step = absorbed(undefined, ended, at(), { ...SEGMENT_TIMING, coalesceMs: 0 });
    if (step.kind !== 'changed') throw new Error('nothing to keep');

    await profiles.replace(undefined, step.profile);

    expect((await profiles.read('CUST-7'))?.value.attributes.last_interaction_summary).toBe(MASKED);
    expect(counts).toEqual([1]);
  });

  it('of a ticket and of its notes', async () => {
    const { counts, count } = counted();
    const inner = fakeDesk();
    const desk = deskWithoutCards(inner, count);
    const opened = await desk.openOrAttach(newTicket({ subject: SAID, description: SAID }), false);
    const id = opened.kind === 'open' ? opened.ticket.id : '';

    await desk.addNote(id, { eventId: 'trunkline-1', text: SAID });
    await desk.resolve(id, { eventId: 'trunkline-2', text: SAID });

    expect(JSON.stringify(inner.tickets())).not.toContain('4111 1111');
    expect(counts).toEqual([1, 1, 1, 1]);
  });
});

describe('nothing is kept of a field that the stage marks as sensitive', () => {
  const MARKED = ['dateOfBirth', 'ssn'];

  it('in telemetry, at any depth and however the sender spells it', async () => {
    const archive = fakeArchive();
    const telemetry = { sensorId: 's', alertType: 't', timestamp: at().toISOString() };
    const telemetryData = {
      value: 1,
      holder: { Date_Of_Birth: '1970-01-01', SSN: 123 },
      list: [{ ssn: {} }],
    };

    await archiveWithoutCards(archive, () => undefined, MARKED).keepTelemetry('ref', {
      ...telemetry,
      telemetryData,
    });

    expect((await archive.readTelemetry('ref'))?.telemetryData).toEqual({
      value: 1,
      holder: { Date_Of_Birth: '***', SSN: '***' },
      list: [{ ssn: '***' }],
    });
  });

  it('in the fields of a customer', async () => {
    const cache = contactsWithoutCards(dynamoContactCache(contacts(), 'contacts'), () => undefined, MARKED);
    const known = customer({ fields: { ssn: '078-05-1120', plan: 'gold' } });

    await cache.keep({ customer: known, fetchedAt: at() });

    expect((await cache.read(known.customerId, at()))?.customer.fields).toEqual({ ssn: '***', plan: 'gold' });
  });
});

describe('what holds no card number', () => {
  it('is kept as it is and counts nothing', async () => {
    const archive = fakeArchive();
    const { counts, count } = counted();
    const telemetryData = { phone: '+12025550142', at: at().toISOString(), id: 'evt-4111111111111111' };
    const telemetry = { sensorId: 's', alertType: 't', timestamp: at().toISOString(), telemetryData };

    await archiveWithoutCards(archive, count).keepTelemetry('ref', telemetry);

    expect(await archive.readTelemetry('ref')).toEqual(telemetry);
    expect(counts).toEqual([]);
  });
});
