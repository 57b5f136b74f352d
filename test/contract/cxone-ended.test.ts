import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneEnded } from '../../functions/adapters/cxone-ended.ts';
import { cxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import type { EndedConversations } from '../../functions/ports/ended-conversations.ts';
import type { SimulatedContact } from '../../local/simulators/cxone-contacts.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { at, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';
import { endedCall } from '../support/ended-call.ts';

const CALL = endedCall({ written: { customerId: 'CUST-7' }, dispositionId: 101 });
const PART: SimulatedContact = {
  ...CALL,
  conversationId: '410000000002',
  queueId: '4002',
  masterId: CALL.conversationId,
  acceptedAt: at().toISOString(),
  servedAt: at().toISOString(),
  endedAt: at(2 * MINUTE).toISOString(),
  written: {},
};
const { dispositionId: _none, ...UNDISPOSED } = CALL;
const { endedAt: _goesOn, ...GOING_ON } = PART;

describe('conversations of NICE CXone', () => {
  let unit: CxoneUnit;
  let conversations: EndedConversations;

  beforeEach(async () => {
    unit = await cxoneUnit(TUESDAY_10, { skillIds: ['4001', '4002'] });
    const { api, tokens, now } = unit.access;
    conversations = cxoneEnded(cxoneRequests(api, tokens, 1000, now));
    unit.clock.advance(10 * MINUTE);
  });
  afterEach(async () => {
    const problems = unit.problems();
    await unit.simulator.stop();
    expect(problems).toEqual([]);
  });

  const fail = (fault: Fault, times = 1): void =>
    unit.simulator.setFaults([{ system: 'cxone', operation: 'readDetails', fault, times }]);

  it('tell what the script has written, who took it and what came of it', async () => {
    unit.simulator.putContact(CALL);

    expect(await conversations.read(CALL.conversationId)).toEqual({
      conversationId: CALL.conversationId,
      startedAt: at(-5 * MINUTE),
      endedAt: at(),
      channel: 'voice',
      queueIds: ['4001'],
      skillIds: [],
      wrapUpsMissing: 0,
      wrapUpCodes: ['101'],
      attributes: { customerId: 'CUST-7' },
    });
  });

  it('tell all parts of one that was transferred', async () => {
    for (const contact of [CALL, PART]) unit.simulator.putContact(contact);

    expect(await conversations.read(CALL.conversationId)).toMatchObject({
      startedAt: at(-5 * MINUTE),
      endedAt: at(2 * MINUTE),
      queueIds: ['4001', '4002'],
      wrapUpCodes: ['101', '101'],
    });
  });

  it('do not say that one has ended of which a part goes on', async () => {
    for (const contact of [CALL, GOING_ON]) unit.simulator.putContact(contact);

    expect(await conversations.read(CALL.conversationId)).toMatchObject({ endedAt: undefined });
  });

  it('count the disposition that an agent owes', async () => {
    unit.simulator.putContact(UNDISPOSED);

    expect(await conversations.read(CALL.conversationId)).toMatchObject({
      wrapUpsMissing: 1,
      wrapUpCodes: [],
    });
  });

  it('are unknown until the platform knows them, and never asked for by an id that is not its own', async () => {
    expect(await conversations.read(CALL.conversationId)).toBeUndefined();
    const before = unit.asked().length;
    expect(await conversations.read('c-1')).toBeUndefined();
    expect(unit.asked()).toHaveLength(before);
  });

  it.each<[string, Fault, string, string]>([
    ['throttles', { kind: 'status', status: 429 }, 'TransientError', 'cxone_throttled'],
    ['breaks down', { kind: 'status', status: 503 }, 'TransientError', 'cxone_unavailable'],
    ['does not answer', { kind: 'never' }, 'TransientError', 'cxone_unavailable'],
    ['refuses', { kind: 'status', status: 400 }, 'RejectedError', 'cxone_refused'],
    [
      'answers in another shape',
      { kind: 'body', status: 200, body: { moved: 1 } },
      'TransientError',
      'cxone_unreadable',
    ],
  ])('of a platform that %s', async (_how, fault, name, reason) => {
    unit.simulator.putContact(CALL);
    fail(fault);

    await expect(conversations.read(CALL.conversationId)).rejects.toMatchObject({ name, reason });
  });

  it('are asked for once more with a new token when the old one is refused', async () => {
    unit.simulator.putContact(CALL);
    fail({ kind: 'expired-token' });

    expect(await conversations.read(CALL.conversationId)).toMatchObject({ queueIds: ['4001'] });
  });
});
