import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dynamoIncidents } from '../../functions/adapters/dynamo-incidents.ts';
import { RejectedError } from '../../functions/errors.ts';
import { workOn } from '../../functions/ticketing/work-on.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { DESK_RETRY_AFTER_MS, type DeskFault, fakeDesk } from '../support/fake-desk.ts';
import { fakePace } from '../support/fake-pace.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ticketingRules } from '../support/ticketing-rules.ts';

const EVENTS = join(import.meta.dirname, '../../events');
const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));

/** Ticketing in memory, with a fresh ledger and desk. */
function ticketing(fault?: DeskFault) {
  const clock = fakeClock('2026-11-21T14:30:00.000Z');
  const desk = fakeDesk({ fault: () => fault });
  const drifted: string[] = [];
  const claimed = new Set<string>();
  const ports = {
    incidents: dynamoIncidents(memoryDynamo({ tables }), 'ledger', fakeRandom()),
    desk,
    pace: fakePace(clock, 'desk'),
    clock,
    random: fakeRandom(),
    sleep: fakeSleep(clock),
    ledger: {
      claimWebhook: async (id: string) => {
        const known = claimed.has(id);
        claimed.add(id);
        return known ? ('replayed' as const) : ('new' as const);
      },
    },
    keepDrifted: async (_body: object, _edgeId: string, reason: string) => void drifted.push(reason),
  };
  const work = { rules: ticketingRules(), queueIds: {} };
  const take = async (body: object, door?: string): Promise<string[]> => {
    const arrival = { door, edgeId: 'edge-1', remainingMs: () => 90_000 };
    return (await workOn({ ...body }, arrival, ports, work)).map(({ outcome }) => outcome);
  };
  return { take, desk, clock, drifted, pace: ports.pace };
}

const wait = (avg: number, timestamp: string): object => ({
  ...sample('telephony-event'),
  metrics: [{ name: 'field-service', avg }],
  timestamp,
});

describe('a way in', () => {
  it("takes the guide's event at its door, real events from the bus, and readings of a poll", async () => {
    const { take, desk } = ticketing();

    expect(await take(sample('telephony-event'), 'incidents')).toEqual(['watched']);
    expect(await take(sample('genesys/telephony-trunk-down'))).toEqual(['raised', 'ticket_opened']);
    expect(await take(sample('measurement-batch'))).toEqual(['counted']);
    expect(desk.tickets()).toHaveLength(1);
  });

  it('tells credentials that the desk refuses by a name of their own, and lets nobody ask for a while', async () => {
    const { take, clock, pace } = ticketing('unauthorized');

    expect(await take(sample('genesys/telephony-trunk-down'))).toEqual([
      'raised',
      'desk_refuses_credentials',
    ]);
    expect(pace.holds).toEqual([new Date(clock.now().getTime() + DESK_RETRY_AFTER_MS)]);
  });

  it.each([
    ['a change of a ticket', 'ticket-change', 'incidents'],
    ['an event', 'telephony-event', 'tickets'],
    ['readings of a poll', 'measurement-batch', 'incidents'],
    ['an event of the bus', 'genesys/telephony-trunk-down', 'incidents'],
    ['an event without a door', 'telephony-event', undefined],
  ])('does not take %s by another', async (_what, name, door) => {
    await expect(ticketing().take(sample(name), door)).rejects.toThrow(RejectedError);
  });

  it('takes a sweep from the clock alone', async () => {
    const { take } = ticketing();

    expect(await take({ sweep: 'incidents' })).toEqual([]);
    await expect(take({ sweep: 'incidents' }, 'incidents')).rejects.toThrow(RejectedError);
  });

  it('does not let an event carry a change of a ticket along', async () => {
    const { take, desk } = ticketing();
    await take(wait(400, '2026-11-21T14:21:07Z'), 'incidents');
    await take(wait(410, '2026-11-21T14:22:07Z'), 'incidents');
    const [ticket] = desk.tickets();

    const both = { ...wait(420, '2026-11-21T14:23:07Z'), ...sample('ticket-change'), ticket: ticket?.key };

    expect(await take({ ...both, timestamp: '2026-11-21T14:23:07Z' }, 'incidents')).toEqual(['counted']);
  });
});

describe('an event whose format has drifted', () => {
  it('is kept with the fields that are wrong, and counted by each', async () => {
    const { take, drifted } = ticketing();

    const outcomes = await take(
      { ...sample('telephony-event'), metrics: [{ queue: 'x', wait: 3 }] },
      'incidents',
    );

    expect(outcomes).toEqual(['quarantined', 'schema_mismatch_name', 'schema_mismatch_avg']);
    expect(drifted).toEqual(['schema_mismatch: name, avg']);
  });
});

describe('a change at the desk', () => {
  it('counts once, and of a ticket that is not ours not at all', async () => {
    const { take, desk } = ticketing();
    await take(wait(400, '2026-11-21T14:21:07Z'), 'incidents');
    await take(wait(410, '2026-11-21T14:22:07Z'), 'incidents');
    const [ticket] = desk.tickets();
    desk.setOpen(ticket!.id, false);
    const resolved = { ...sample('ticket-change'), ticket: ticket!.id };

    expect(await take(resolved, 'tickets')).toEqual(['looks_again', 'looked_at_ticket']);
    expect(await take(resolved, 'tickets')).toEqual(['repeated']);
    expect(await take({ ...resolved, eventId: 'other', ticket: 'INC-of-others' }, 'tickets')).toEqual([
      'ignored',
    ]);
    expect(await take(wait(500, '2026-11-21T14:29:00Z'), 'incidents')).toEqual(['held']);
  });
});
