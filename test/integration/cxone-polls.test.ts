import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isTimeZone, wallClock } from '../../functions/compliance/wall-clock.ts';
import type { SimulatedTicket } from '../../local/simulators/desk-tokens.ts';
import type { CampaignRun } from '../../local/simulators/genesys-campaign-runs.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { campaignRecord } from '../support/campaign-record.ts';
import { requestProblems } from '../support/contract.ts';
import { segmentsWith } from '../support/exercise-segmentation.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { HEADERS, postAlert, storyWhen } from './alerts.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(240_000);

const PATIENCE_MS = 120_000;
const HOUR_MS = 3_600_000;
const CAMPAIGN = '48999';
const FIELD_SERVICE = '48201';

/** A zone where it is neither early nor late now. */
const DAY = ['America/New_York', 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney', 'Pacific/Honolulu']
  .filter(isTimeZone)
  .find((zone) => {
    const { secondOfDay } = wallClock(new Date(), zone);
    return secondOfDay > 9 * 3600 && secondOfDay < 18 * 3600;
  });

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'telephony.platform', value: 'cxone' },
    { path: 'reports.firstWaitSeconds', value: 1 },
    { path: 'reports.settleSeconds', value: 5 },
    { path: 'ticketing.pollWaits', value: true },
    { path: 'ticketing.thresholds.waitSeconds.calmSeconds', value: 1 },
    { path: 'pacing.telephony.requestsPerMinute', value: 1200 },
    { path: 'pacing.desk.requestsPerMinute', value: 6000 },
  ]);
  for (const customerId of ['CUST-9981', 'CUST-9982']) {
    laptop.crm!.putCustomer({
      customerId,
      phoneNumber: '+12025550199',
      timeZone: DAY ?? '',
      doNotDisturb: false,
      accountTier: customerId === 'CUST-9981' ? 'enterprise' : 'standard',
    });
  }
}, 300_000);
afterAll(() => laptop?.stop());

const cxone = () => laptop.cxone!;
/** What is on the list of alerts. */
const onList = () =>
  cxone()
    .contacts()
    .filter(({ contactListId }) => contactListId === '5201');
const fire = (rule: string): Promise<void> =>
  laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', rule).name);

/** Lets clocks go until it is so, as they would every minute. */
const untilFired = <Value>(rules: readonly string[], ask: () => Promise<Value | undefined>): Promise<Value> =>
  eventually(async () => {
    const found = await ask();
    if (found !== undefined) return found;
    for (const rule of rules) await fire(rule);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return undefined;
  }, PATIENCE_MS);

describe('with NICE CXone, which tells nothing by itself', () => {
  it('an alert of a class that a campaign calls about is one record on the list of its skill', async () => {
    await postAlert(laptop, {
      idempotencyKey: 'low-1',
      sensorId: 'SNS-LOW-1',
      customerId: 'CUST-9982',
      alertType: 'battery_low',
      telemetryData: { currentValue: 4, threshold: 10, unit: 'percent' },
    });

    const { outcome, conversationId } = await storyWhen(laptop, 'low-1', ({ outcome }) => outcome !== null);

    expect(outcome).toBe('placed');
    expect(onList()).toMatchObject([{ id: conversationId, additions: 1, data: { sensorId: 'SNS-LOW-1' } }]);
    expect(
      cxone()
        .conversations()
        .filter(({ trigger }) => trigger === 'script'),
    ).toEqual([]);
  });

  it('is withheld from it as soon as the number is suppressed', async () => {
    await fetch(`${laptop.system.url}/v1/suppressions`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ phoneNumber: '+12025550199', source: 'agent' }),
    });

    const { reason } = await storyWhen(laptop, 'low-1', ({ outcome }) => outcome === 'deferred');

    expect(reason).toBe('withdrawn');
    expect(onList()).toMatchObject([{ callable: false }]);
  });

  it('a skill whose records are all final has one report, however often it is looked at', async () => {
    const start = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS).toISOString();
    const run: CampaignRun = {
      campaignStatus: 'on',
      version: 1,
      changedAt: new Date().toISOString(),
      alwaysRunning: false,
      contacts: { total: 100, called: 60, skipped: {} },
      hours: [{ start, attempts: 120, connects: { 101: 30, '': 10 }, handleMs: 4_800_000 }],
    };
    cxone().putCampaignRun(CAMPAIGN, run);
    const record = () => campaignRecord(laptop, CAMPAIGN);
    const looks = ['Reconciliation'];
    await untilFired(looks, async () => ((await record())?.status === 'on' ? true : undefined));

    cxone().putCampaignRun(CAMPAIGN, {
      ...run,
      campaignStatus: 'complete',
      contacts: { total: 100, called: 100, skipped: {} },
    });
    const version = await untilFired(looks, async () => {
      const found = (await record())?.completions[0]?.versions[0];
      return found?.deliveries.s3?.state === 'DELIVERED' ? found : undefined;
    });
    for (let look = 0; look < 3; look++) await fire('Reconciliation');

    expect(version).toMatchObject({ provisional: false });
    expect((await record())?.completions).toMatchObject([{ ending: 'completed' }]);
  });

  it('a skill that makes its callers wait becomes one ticket, closed once nobody waits', async () => {
    const rules = ['ObservationSchedule', 'TicketingEvents/Schedule'];
    const ticket = (isOpen: boolean) => async (): Promise<SimulatedTicket | undefined> =>
      laptop.desk!.tickets().find(({ open }) => open === isOpen);
    const waits = (...waitingSince: readonly string[]) =>
      cxone().staff(FIELD_SERVICE, { interacting: 4, idle: 4, waitingSince: [...waitingSince] });

    waits(new Date(Date.now() - 900_000).toISOString());
    const opened = await untilFired(rules, ticket(true));
    for (let look = 0; look < 3; look++) for (const rule of rules) await fire(rule);
    waits();
    const closed = await untilFired(rules, ticket(false));

    expect(closed.id).toBe(opened.id);
    expect(laptop.desk!.tickets()).toHaveLength(1);
  });

  it('a conversation that has ended is one update of the segments, however often it is found', async () => {
    const now = Date.now();
    cxone().putContact({
      conversationId: '420000000001',
      queueId: FIELD_SERVICE,
      trigger: 'dialer',
      acceptedAt: new Date(now - 120_000).toISOString(),
      servedAt: new Date(now - 60_000).toISOString(),
      endedAt: new Date(now).toISOString(),
      state: 'served',
      phoneNumber: '+12025550199',
      fromAddress: '',
      data: {},
      written: { customerId: 'CUST-9982', segmentTags: 'visit_agreed' },
      dispositionId: 101,
    });

    for (let look = 0; look < 3; look++) await fire('ObservationSchedule');
    const segments = await segmentsWith(laptop, 'CUST-9982', 'visit_agreed');
    await fire('ObservationSchedule');

    expect(segments.writes).toBe(1);
    expect(laptop.crm!.customer('CUST-9982')?.segments?.writes).toBe(1);
  });

  it('asks it only what its contract says', () => {
    const contract = readContract('nice-cxone');

    expect(
      cxone()
        .requests()
        .flatMap((request) => requestProblems(contract, request)),
    ).toEqual([]);
    expect(cxone().requests().length).toBeGreaterThan(20);
  });

  it('does nothing its roles do not allow', () => {
    expect(exercisedPermissions(laptop.workDirectory, laptop).refused).toEqual([]);
  });
});
