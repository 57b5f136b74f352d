import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { isTimeZone, wallClock } from '../../functions/compliance/wall-clock.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { HEADERS, postAlert, recover, storyWhen } from './alerts.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

const ALERTS = 20;

const Contacts = z.array(
  z.looseObject({ id: z.string(), callable: z.boolean(), data: z.record(z.string(), z.string()) }),
);

/** A zone where it is neither early nor late now. */
const zone = ['America/New_York', 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney', 'Pacific/Honolulu']
  .filter(isTimeZone)
  .find((each) => {
    const { secondOfDay } = wallClock(new Date(), each);
    return secondOfDay > 9 * 3600 && secondOfDay < 19 * 3600;
  });

const phoneOf = (index: number): string => `+120255501${String(index + 20)}`;
let laptop: TestLaptop;

async function post(index: number): Promise<void> {
  laptop.crm?.putCustomer({
    customerId: `CUST-LOW-${index}`,
    phoneNumber: phoneOf(index),
    timeZone: zone ?? '',
    doNotDisturb: false,
    accountTier: 'standard',
  });
  await postAlert(laptop, {
    idempotencyKey: `low-${index}`,
    sensorId: `SNS-LOW-${index}`,
    customerId: `CUST-LOW-${index}`,
    alertType: 'battery_low',
    telemetryData: { currentValue: 4, threshold: 10, unit: 'percent' },
  });
}

const until = (index: number, wanted: (story: AlertStory) => boolean): Promise<AlertStory> =>
  storyWhen(laptop, `low-${index}`, wanted);

const contacts = async () => Contacts.parse(await (await fetch(`${laptop.system.url}/__contacts`)).json());

beforeAll(async () => {
  laptop = await testLaptop();
}, 180_000);

afterAll(() => laptop?.stop());

describe('alerts of a class that a campaign calls about', () => {
  it('are contacts of its list, several to a request, each once', async () => {
    await Promise.all(Array.from({ length: ALERTS }, (_, index) => post(index)));

    const told = await Promise.all(
      Array.from({ length: ALERTS }, (_, index) => until(index, ({ outcome }) => outcome !== null)),
    );

    expect(told.map(({ outcome }) => outcome)).toEqual(Array(ALERTS).fill('placed'));
    const kept = await contacts();
    expect(new Set(kept.map(({ data }) => data.phone)).size).toBe(ALERTS);
    expect(new Set(kept.map(({ id }) => id))).toEqual(
      new Set(told.map(({ conversationId }) => conversationId)),
    );
    const additions = laptop.genesys
      ?.requests()
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/contacts'));
    expect(additions?.length).toBeLessThan(ALERTS);
    expect(laptop.genesys?.conversations()).toEqual([]);
  });

  it('are withheld from it as soon as their number is suppressed', async () => {
    await fetch(`${laptop.system.url}/v1/suppressions`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ phoneNumber: phoneOf(3), source: 'agent' }),
    });
    await recover(laptop);

    const told = await until(3, ({ outcome }) => outcome === 'deferred');

    expect(told).toMatchObject({ reason: 'withdrawn', ring: 'withdrawn' });
    const withheld = (await contacts()).filter(({ callable }) => !callable);
    expect(withheld.map(({ data }) => data.phone)).toEqual([phoneOf(3)]);
  });

  it('reach the list with no permission that the reviewed roles lack', () => {
    expect(exercisedPermissions(laptop.workDirectory, laptop).refused).toEqual([]);
  });
});
