import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneEndedWatch } from '../../functions/adapters/cxone-ended-watch.ts';
import { cxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import type { EndedWatch } from '../../functions/ports/ended-watch.ts';
import type { SimulatedContact } from '../../local/simulators/cxone-contacts.ts';
import { at, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';
import { endedCall } from '../support/ended-call.ts';

const call = (conversationId: string, fields: Partial<SimulatedContact> = {}): SimulatedContact =>
  endedCall({ conversationId, ...fields });

describe('the ends of conversations on NICE CXone', () => {
  let unit: CxoneUnit;
  let watch: EndedWatch;

  beforeEach(async () => {
    unit = await cxoneUnit(TUESDAY_10, { skillIds: ['4001', '4002', '4003'] });
    const { api, tokens, now } = unit.access;
    watch = cxoneEndedWatch(cxoneRequests(api, tokens, 1000, now), new Set(['4001', '4002']));
  });
  afterEach(async () => {
    const problems = unit.problems();
    await unit.simulator.stop();
    expect(problems).toEqual([]);
  });

  it('are those of our skills since then, each conversation once', async () => {
    const { endedAt: _goesOn, ...live } = call('4');
    const contacts = [
      call('1'),
      call('2', { queueId: '4002', masterId: '1' }),
      call('3', { queueId: '4003' }),
      live,
      call('5', { endedAt: at(-MINUTE).toISOString() }),
    ];
    for (const contact of contacts) unit.simulator.putContact(contact);

    expect(await watch.endedSince(at(-30_000))).toEqual(['1']);
  });

  it('are none when none have ended', async () => {
    expect(await watch.endedSince(at(-MINUTE))).toEqual([]);
  });

  it('are read page by page', async () => {
    for (let id = 1; id <= 1200; id++) unit.simulator.putContact(call(String(id)));

    expect(await watch.endedSince(at(-MINUTE))).toHaveLength(1200);
    expect(unit.asked()).toHaveLength(2);
  });

  it('cannot be heard when there are too many at once', async () => {
    for (let id = 1; id <= 10_000; id++) unit.simulator.putContact(call(String(id)));

    await expect(watch.endedSince(at(-MINUTE))).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'cxone_too_many_contacts',
    });
  });
});
