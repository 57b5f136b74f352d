import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isTimeZone, wallClock } from '../../functions/compliance/wall-clock.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { HEADERS, postAlert, SHORT_TIMES, storyWhen } from './alerts.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** The least closing margin these allow, with a second to spare. */
const LEAST_MARGIN_MS = 20_000;
const MINUTE_MS = 60_000;
jest.setTimeout(240_000);

let laptop: TestLaptop;
let calls: { readonly waiting: AlertStory; readonly served: AlertStory; readonly suppressed: AlertStory };

/** A zone where it is neither early nor late now. */
const zone = ['America/New_York', 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney', 'Pacific/Honolulu']
  .filter(isTimeZone)
  .find((each) => {
    const { secondOfDay } = wallClock(new Date(), each);
    return secondOfDay > 9 * 3600 && secondOfDay < 21 * 3600;
  });

/** A stage whose permission to call ends this long after now, whatever the time is. */
async function closingIn(ms: number): Promise<TestLaptop> {
  const endsAt = Date.now() + ms;
  const closes = Math.ceil((endsAt + LEAST_MARGIN_MS) / MINUTE_MS) * MINUTE_MS;
  const { secondOfDay } = wallClock(new Date(closes), zone ?? 'UTC');
  const hhmm = new Date(secondOfDay * 1000).toISOString().slice(11, 16);
  return testLaptop([
    { path: 'dialing.protocol', value: SHORT_TIMES },
    { path: 'dialing.window.closesAt', value: hhmm },
    { path: 'dialing.closingMarginSeconds', value: Math.floor((closes - endsAt) / 1000) },
  ]);
}

const phones = { waiting: '+12025550161', served: '+12025550162', suppressed: '+12025550163' };

async function place(name: keyof typeof phones): Promise<AlertStory> {
  laptop.crm?.putCustomer({
    customerId: `CUST-RING-${name}`,
    phoneNumber: phones[name],
    timeZone: zone ?? '',
    doNotDisturb: false,
    accountTier: 'standard',
  });
  const key = `ring-${name}`;
  await postAlert(laptop, {
    idempotencyKey: key,
    sensorId: `SNS-RING-${name}`,
    customerId: `CUST-RING-${name}`,
  });
  return until(key, ({ outcome }) => outcome !== null);
}

const until = (key: string, wanted: (story: AlertStory) => boolean): Promise<AlertStory> =>
  storyWhen(laptop, key, wanted);

const stateOf = (story: AlertStory) =>
  laptop.genesys?.conversations().find(({ conversationId }) => conversationId === story.conversationId)
    ?.state;

beforeAll(async () => {
  // A busy machine takes longer to start: the window must still be open when the calls are placed.
  for (let leadMs = 25_000; ; leadMs *= 2) {
    laptop = await closingIn(leadMs);
    const [waiting, served, suppressed] = await Promise.all([
      place('waiting'),
      place('served'),
      place('suppressed'),
    ]);
    calls = { waiting, served, suppressed };
    if (Object.values(calls).every(({ outcome }) => outcome === 'placed') || leadMs > 100_000) return;
    await laptop.stop();
  }
}, 240_000);

afterAll(() => laptop?.stop());

describe('a placed call', () => {
  it('says that it waits, and until when', () => {
    for (const story of Object.values(calls)) {
      expect(story).toMatchObject({ outcome: 'placed', ring: 'waiting', mustRingBy: expect.any(String) });
      expect(stateOf(story)).toBe('waiting');
    }
  });

  it('is taken back as soon as its number is suppressed, while others wait on', async () => {
    const answer = await fetch(`${laptop.system.url}/v1/suppressions`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ phoneNumber: phones.suppressed, source: 'agent' }),
    });

    const told = await until('ring-suppressed', ({ state }) => state === 'CASED');

    expect(answer.status).toBe(200);
    expect(told).toMatchObject({ outcome: 'deferred', reason: 'withdrawn', ring: 'withdrawn' });
    expect(Date.now()).toBeLessThan(Date.parse(String(calls.suppressed.mustRingBy)));
    expect([calls.suppressed, calls.waiting, calls.served].map(stateOf)).toEqual([
      'disconnected',
      'waiting',
      'waiting',
    ]);
  });

  it('that nobody has taken up at the end of the window is taken back; one that was served is not', async () => {
    laptop.genesys?.serve(String(calls.served.conversationId));

    const [withdrawn, rung] = await Promise.all([
      until('ring-waiting', ({ state }) => state === 'CASED'),
      until('ring-served', ({ ring }) => ring === 'rung'),
    ]);

    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(String(calls.waiting.mustRingBy)));
    expect(withdrawn).toMatchObject({ outcome: 'deferred', reason: 'withdrawn', ring: 'withdrawn' });
    expect(laptop.crm?.tasks().find(({ id }) => id === withdrawn.taskId)?.description).toContain(
      'taken back',
    );
    expect(rung).toMatchObject({ state: 'PLACED', outcome: 'placed' });
    expect([calls.waiting, calls.served].map(stateOf)).toEqual(['disconnected', 'served']);
  });
});
