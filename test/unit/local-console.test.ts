import { describe, expect, it } from '@jest/globals';
import { acceptedAlerts } from '../../local/console/accepted-alerts.ts';
import { conservation } from '../../local/console/conservation.ts';
import { crash } from '../../local/console/crash.ts';
import { shownClock } from '../../local/console/shown-clock.ts';
import { StoryQuery, storyPage } from '../../local/console/story-list.ts';
import type { GatewayRequest } from '../../local/door/gateway-request.ts';
import { openTap } from '../../local/effect-tap.ts';
import { nextTimeIn } from '../../web/console/format.ts';
import { alertRecord, at, HOUR, MINUTE } from '../support/builders.ts';

const copy = (key: string, edgeId: string) => ({ key, edgeId, reason: 'malformed', at: at(), isAlert: true });

describe('the conservation figure', () => {
  const placed = alertRecord({ key: 'placed', edgeId: 'e1.0', state: 'PLACED' });
  const open = alertRecord({ key: 'open', edgeId: 'e2.0', state: 'OPEN' });
  const accepted = new Map([
    ['e1.0', 'placed'],
    ['e2.0', 'open'],
    ['e3.0', 'bad'],
    ['e4.0', undefined],
    ['e5.0', 'placed'],
  ]);
  const copies = [copy('bad', 'e3.0'), copy('e4', 'e4')];
  const seen = { accepted, beforeAdmission: 0, alerts: [placed, open], copies };

  it('adds up when everything that was accepted is somewhere', () => {
    expect(conservation(seen)).toEqual({
      accepted: 5,
      ended: 1,
      inFlight: 1,
      quarantined: 2,
      duplicates: 1,
      waiting: 0,
      missing: 0,
    });
  });

  it('counts an element once, however often its message was delivered and counted as a duplicate', () => {
    const again = { ...placed, duplicates: 7 };
    const twice = new Map([...accepted, ['e6.0', 'bad']]);

    expect(conservation({ ...seen, accepted: twice, alerts: [again, open] })).toMatchObject({
      accepted: 6,
      quarantined: 2,
      duplicates: 2,
      missing: 0,
    });
  });

  it('calls missing what is nowhere, and waiting what admission may still have', () => {
    const lost = { ...seen, copies: [] };

    expect(conservation(lost)).toMatchObject({ waiting: 0, missing: 2 });
    expect(conservation({ ...lost, beforeAdmission: 1 })).toMatchObject({ waiting: 2, missing: 0 });
  });

  it('leaves out alerts that were accepted before, or later', () => {
    expect(conservation({ ...seen, accepted: new Map() })).toMatchObject({
      accepted: 0,
      ended: 0,
      missing: 0,
    });
  });

  it('counts a call that may have been made as in flight until somebody knows', () => {
    const uncertain = alertRecord({ edgeId: 'e1.0', state: 'UNCERTAIN' });

    expect(
      conservation({ ...seen, accepted: new Map([['e1.0', 'placed']]), alerts: [uncertain] }),
    ).toMatchObject({ ended: 0, inFlight: 1, missing: 0 });
  });
});

describe('what the doors accepted', () => {
  const request = (body: string, path = '/v1/alerts'): GatewayRequest => ({
    id: 'r',
    extendedId: 'edge=',
    receivedAt: at(),
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: new Map(),
    rawHeaders: [],
    body,
    tooLarge: false,
    sourceIp: '',
  });
  const answer = (status: number) => ({ status, headers: {}, body: '' });

  it.each([
    ['one alert', request('{}'), 202, ['edge=.0']],
    ['each of several', request('[{},{},7]'), 202, ['edge=.0', 'edge=.1', 'edge=.2']],
    ['what cannot be read, as one', request('{'), 202, ['edge=.0']],
    ['nothing that was refused', request('{}'), 400, []],
    ['nothing of other doors', request('{}', '/v1/incidents'), 202, []],
  ])('is %s', (_what, asked, status, expected) => {
    const accepted = acceptedAlerts();

    accepted.answered(asked, answer(status));

    expect([...accepted.keys.keys()]).toEqual(expected);
  });

  it('is known by the keys it names', () => {
    const accepted = acceptedAlerts();

    accepted.answered(request('[{"idempotencyKey":"k"},{"idempotencyKey":7}]'), answer(202));

    expect([...accepted.keys.values()]).toEqual(['k', undefined]);
  });
});

describe('the list of stories', () => {
  const alerts = Array.from({ length: 45 }, (_, index) =>
    alertRecord({
      key: `key-${String(index).padStart(2, '0')}`,
      customerId: index < 3 ? 'CUST-Ada' : 'CUST-Bob',
      state: index === 0 ? 'OPEN' : 'PLACED',
      transitions: [{ at: at(index * MINUTE), state: 'PLACED', reason: 'accepted' }],
    }),
  );
  const page = (query: object) => storyPage(alerts, [copy('bad-key', 'e9.0')], StoryQuery.parse(query));

  it('shows what changed last first, twenty on a page', () => {
    expect(
      page({})
        .stories.slice(0, 2)
        .map(({ key }) => key),
    ).toEqual(['key-44', 'key-43']);
    expect(page({})).toMatchObject({ found: 46, pages: 3, page: 0 });
    expect(page({ page: 2 }).stories).toHaveLength(6);
    expect(page({ page: 99 }).page).toBe(2);
  });

  it('finds by any part of a key, a customer or a sensor, in any case', () => {
    expect(page({ text: ' cust-ada ' }).found).toBe(3);
    expect(page({ text: 'KEY-44' }).found).toBe(1);
    expect(page({ text: 'nobody' })).toMatchObject({ found: 0, pages: 1, stories: [] });
  });

  it('finds by outcome, also what is in flight and what could not be used', () => {
    expect(page({ outcome: 'in_flight' }).found).toBe(1);
    expect(page({ outcome: 'placed' }).found).toBe(44);
    expect(page({ outcome: 'quarantined' }).stories).toMatchObject([{ key: 'bad-key', customerId: null }]);
  });

  it('tells a key with an alert and a bad copy once', () => {
    const told = storyPage([alertRecord({ key: 'k' })], [copy('k', 'e1.0')], StoryQuery.parse({}));

    expect(told.stories.map(({ key }) => key)).toEqual(['k']);
  });
});

describe('the clock of a local system', () => {
  const system = () => {
    const did: unknown[] = [];
    return {
      did,
      shiftClocks: (ms: number) => did.push(Math.round(ms / MINUTE)),
      fireSchedule: async (name: string) => {
        did.push(name);
      },
      resource: () => ({ name: 'observation' }) as never,
    };
  };

  it('goes forward, and has the agents looked at anew', async () => {
    const one = system();
    const clock = shownClock(one);

    expect(await clock.set(new Date(Date.now() + HOUR))).toBe(true);

    expect(one.did).toEqual([60, 'observation']);
    expect(Math.round((clock.now().getTime() - Date.now()) / MINUTE)).toBe(60);
  });

  it('never goes back, because all budgets lie ahead then', async () => {
    const one = system();
    const clock = shownClock(one);
    await clock.set(new Date(Date.now() + HOUR));

    expect(await clock.set(new Date(Date.now() + 30 * MINUTE))).toBe(false);

    expect(one.did).toEqual([60, 'observation']);
  });
});

describe('the next time a clock in a zone shows something', () => {
  it.each([
    ['Europe/London', '03:00', '2026-11-21T20:30:15.000Z', '2026-11-22T03:00:00.000Z'],
    ['Europe/London', '21:00', '2026-11-21T20:30:15.000Z', '2026-11-21T21:00:00.000Z'],
    ['Asia/Kolkata', '03:00', '2026-11-21T20:30:00.000Z', '2026-11-21T21:30:00.000Z'],
    ['Europe/London', '03:00', '2026-10-24T20:30:00.000Z', '2026-10-25T03:00:00.000Z'],
    ['America/New_York', '03:00', '2026-03-07T20:30:00.000Z', '2026-03-08T07:00:00.000Z'],
  ])('is in %s at %s after %s', (zone, time, now, expected) => {
    expect(nextTimeIn(zone, time, now)).toBe(expected);
  });

  it('is none in a zone nobody knows', () => {
    expect(nextTimeIn('Mars/Olympus', '03:00', '2026-11-21T20:30:15.000Z')).toBeUndefined();
  });
});

describe('a crash mid-dial', () => {
  const call = { system: 'genesys', action: 'postConversationsCallbacks', functionName: undefined };

  it.each([
    ['a callback', call],
    ['a script of CXone', { ...call, system: 'cxone', action: 'startScript' }],
    ['a callback of CXone', { ...call, system: 'cxone', action: 'requestImmediateCallback' }],
  ])('lets the platform accept %s, ends the function, and answers nobody', async (_, call) => {
    const did: string[] = [];
    const mine = crash(openTap);
    mine.arm(() => did.push('killed'));

    const answered = mine.tap(call, async () => did.push('accepted')).then(() => 'answered');
    const first = await Promise.race([answered, new Promise((tell) => setTimeout(tell, 20, 'nobody'))]);

    expect(first).toBe('nobody');
    expect(did).toEqual(['accepted', 'killed']);
    expect(mine.isArmed).toBe(false);
  });

  it('happens once, and to nothing but a call', async () => {
    const mine = crash(openTap);
    mine.arm(() => undefined);

    expect(await mine.tap({ ...call, action: 'getConversation' }, async () => 'answer')).toBe('answer');
    void mine.tap(call, async () => 'lost');
    expect(await mine.tap(call, async () => 'answer')).toBe('answer');
  });
});
