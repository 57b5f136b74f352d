import { describe, expect, it } from '@jest/globals';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import { CampaignReport } from '../../functions/messages/campaign-report.ts';
import {
  CAMPAIGN,
  campaignDesk,
  changed,
  ENDED,
  ended,
  figures,
  reportRules,
} from '../support/campaign-desk.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Throws an error each time it is asked. */
const failing = (error: Error) => (): undefined => {
  throw error;
};

describe('an event at the door', () => {
  it('leads to a final report that is delivered, confirmed and told', async () => {
    const desk = campaignDesk();

    const [taken] = await desk.door(ended());
    await desk.pass(2 * MINUTE);

    expect(taken).toMatchObject({ outcome: 'ended', reason: 'completed' });
    const [report] = await desk.reports();
    expect(CampaignReport.parse(report)).toMatchObject({
      version: 1,
      supersedes: null,
      provisional: false,
      campaignId: CAMPAIGN,
      completionTimestamp: ENDED.toISOString(),
      endTime: ENDED.toISOString(),
      metrics: {
        totalCallsAttempted: 1500,
        successfulContacts: 450,
        contactRate: 0.3,
        avgHandleTimeSeconds: 120,
        status: 'completed',
      },
      residual: { contactsLeft: 0, attemptsMissing: 0, announcedMissing: 0 },
    });
    const [version] = (await desk.completion()).versions;
    expect(version).toMatchObject({ told: true, tellAt: null, deliveries: { s3: { state: 'DELIVERED' } } });
    expect(version?.deliveries.s3?.receipt).toMatchObject({ rows: version?.rows, sha256: version?.sha256 });
    expect(desk.notices).toMatchObject([{ version: 1, provisional: false, supersedes: null }]);
  });

  it.each(['outbound.campaign.started', 'outbound.campaign.paused'])(
    'is ignored when it is %s',
    async (eventType) => {
      const desk = campaignDesk();

      expect(await desk.door(ended({ eventType }))).toMatchObject([
        { outcome: 'ignored', reason: 'other_status' },
      ]);
      expect(await desk.ports.ledger.read(CAMPAIGN)).toBeUndefined();
    },
  );

  it('is one completion however often and with whatever offset it is sent', async () => {
    const desk = campaignDesk();

    await desk.door(ended());
    const [again] = await desk.door(ended({ timestamp: '2026-11-21T04:58:00.000+05:00' }));
    await desk.pass(HOUR);

    expect(again).toMatchObject({ outcome: 'duplicate' });
    expect((await desk.record()).completions).toHaveLength(1);
    expect(await desk.reports()).toHaveLength(1);
  });

  it('is asked about in UTC with five minutes on both sides, across midnight', async () => {
    const desk = campaignDesk();

    await desk.door(ended({ timestamp: '2026-11-21T01:58:00+02:00' }));
    await desk.advance();

    expect(desk.asked[0]).toEqual({
      start: new Date('2026-11-20T22:53:00.000Z'),
      end: new Date('2026-11-21T00:03:00.000Z'),
    });
  });

  it('that stops a campaign is a report with no end time, and keeps who did it away from the ledger', async () => {
    const desk = campaignDesk();
    const half = figures({ contacts: { total: 1500, called: 600, skippedByReason: {} }, attempts: 610 });
    desk.platformTells(() => half);

    await desk.door(
      ended({ eventType: 'outbound.campaign.stopped' }, { status: 'stopped', userId: 'admin@example.com' }),
    );
    await desk.pass(2 * MINUTE);

    const [report] = await desk.reports();
    expect(report).toMatchObject({
      endTime: null,
      provisional: false,
      metrics: { status: 'stopped' },
      residual: { contactsLeft: 900 },
    });
    const { reportId } = await desk.completion();
    expect(desk.archive.kept.get(`${reportId}/event`)).toMatchObject({
      data: { userId: 'admin@example.com' },
    });
    expect(desk.archive.kept.get(`${reportId}/configuration`)).toMatchObject({
      configuration: { name: 'Renewals' },
    });
    expect(JSON.stringify(desk.db.items('ledger'))).not.toContain('admin@example.com');
  });

  it('about a campaign the platform does not know is quarantined', async () => {
    const desk = campaignDesk();
    desk.platformForgets();

    await desk.door(ended());
    const outcomes = await desk.advance();

    expect(outcomes).toMatchObject([{ outcome: 'quarantined', reason: 'unknown_campaign' }]);
    expect(desk.unknown).toEqual([CAMPAIGN]);
    expect(await desk.completion()).toMatchObject({ phase: 'UNKNOWN', nextLookAt: null });
  });
});

describe('settling', () => {
  it('waits for two equal reads', async () => {
    const desk = campaignDesk();
    let connects = 400;
    desk.platformTells(() => figures({ connects: connects++ > 402 ? 403 : connects }));

    await desk.door(ended());
    await desk.advance();

    expect(await desk.completion()).toMatchObject({ phase: 'SETTLING', versions: [] });
    await desk.pass(4 * MINUTE);
    expect(await desk.reports()).toMatchObject([
      { provisional: false, metrics: { successfulContacts: 403 } },
    ]);
  });

  it('looks again after 30 s and then later and later, by a message with that delay', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => undefined);

    await desk.door(ended());
    const waits: number[] = [];
    for (let looks = 0; looks < 5; looks++) {
      await desk.advance();
      const { delaySeconds } = desk.left.at(-1)!;
      waits.push(delaySeconds);
      desk.clock.set(new Date(desk.clock.now().getTime() + delaySeconds * SECOND));
    }

    expect(waits).toEqual([30, 45, 68, 102, 152]);
  });

  it.each([
    ['not found', (): undefined => undefined],
    ['a time-out', failing(new TransientError('genesys_unavailable', 'no answer'))],
    ['a 5xx', failing(new TransientError('genesys_unavailable', 'answered 503'))],
    [
      'a 429',
      failing(new TransientError('genesys_throttled', 'answered 429', { retryAfterMs: 20 * SECOND })),
    ],
    ['a refusal', failing(new RejectedError('genesys_refused', 'answered 400'))],
  ] as const)('takes %s for not ready, and goes on', async (_, tell) => {
    const desk = campaignDesk();
    desk.platformTells(tell);
    await desk.door(ended());
    await desk.pass(10 * MINUTE);
    expect(await desk.completion()).toMatchObject({ versions: [], nextLookAt: expect.any(Date) });

    desk.platformTells(() => figures());
    await desk.pass(30 * MINUTE);

    expect(await desk.reports()).toMatchObject([{ version: 1 }]);
  });

  it('waits at least as long as the platform asked', async () => {
    const desk = campaignDesk();
    desk.platformTells(
      failing(new TransientError('genesys_throttled', '429', { retryAfterMs: 100 * SECOND })),
    );

    await desk.door(ended());
    await desk.advance();

    expect((await desk.completion()).nextLookAt).toEqual(new Date(ENDED.getTime() + 100 * SECOND));
  });

  it('does not count the time its own budget let nobody ask', async () => {
    const desk = campaignDesk();
    desk.platformTells(
      failing(new TransientError('telephony_no_slot', 'none', { retryAfterMs: 2 * SECOND })),
    );
    await desk.door(ended());
    await desk.pass(6 * MINUTE);
    expect(await desk.completion()).toMatchObject({ settlingSince: null });

    desk.platformTells(() => figures());
    await desk.pass(MINUTE);

    expect(await desk.reports()).toMatchObject([{ provisional: false }]);
  });

  it('says by how much figures do not agree when the limit is over, and keeps looking', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => figures({ attempts: 1400 }));

    await desk.door(ended());
    await desk.pass(6 * MINUTE);

    expect(await desk.reports()).toMatchObject([{ provisional: true, residual: { attemptsMissing: 80 } }]);
    const [version] = (await desk.completion()).versions;
    expect(version?.builtAt.getTime()).toBe(ENDED.getTime() + 5 * MINUTE);
    expect(await desk.completion()).toMatchObject({ phase: 'RECHECKING', nextLookAt: expect.any(Date) });
  });

  it.each([
    ['the announced contacts are there', { contactCount: 1500 }, 7, false],
    ['announced contacts are missing', { contactCount: 1501 }, 0, true],
    ['nobody announced any and all were called or skipped', { contactCount: null }, 0, false],
    ['nobody announced any and some were not', { contactCount: null }, 7, true],
  ] as const)('is %s: provisional %s', async (_, data, left, provisional) => {
    const desk = campaignDesk();
    const contacts = { total: 1500, called: 1480 - left, skippedByReason: { 'contact.uncallable': 20 } };
    desk.platformTells(() => figures({ contacts }));

    await desk.door(ended({}, data));
    await desk.pass(6 * MINUTE);

    expect((await desk.reports())[0]).toMatchObject({ provisional });
  });

  it('ends without a report when the platform never gave figures, and says so', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => undefined);

    await desk.door(ended());
    await desk.pass(4 * DAY);

    expect(await desk.completion()).toMatchObject({
      phase: 'UNREPORTED',
      why: 'not_found',
      nextLookAt: null,
    });
  });
});

describe('a correction', () => {
  it('of late figures makes a provisional report final, once, and names what changed', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => figures({ attempts: 1400, connects: 440 }));
    await desk.door(ended());
    await desk.pass(6 * MINUTE);

    desk.platformTells(() => figures());
    await desk.pass(4 * DAY);

    const reports = await desk.reports();
    expect(reports).toHaveLength(2);
    expect(reports[1]).toMatchObject({
      version: 2,
      provisional: false,
      supersedes: { reportId: reports[0]?.reportId, version: 1 },
    });
    expect(reports[1]?.differences).toEqual(
      expect.arrayContaining([
        { figure: 'provisional', before: 'true', after: 'false' },
        { figure: 'metrics.totalCallsAttempted', before: 1400, after: 1500 },
        { figure: 'metrics.successfulContacts', before: 440, after: 450 },
      ]),
    );
    expect(desk.notices).toMatchObject([
      { version: 1, provisional: true, supersedes: null },
      { version: 2, provisional: false, supersedes: 1 },
    ]);
    expect(await desk.completion()).toMatchObject({ phase: 'FINAL', nextLookAt: null });
  });

  it('within the window makes one new version, and none when nothing changed', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(DAY);
    expect(await desk.reports()).toHaveLength(1);

    desk.platformTells(() => figures({ connects: 455 }));
    await desk.pass(2 * DAY);

    const reports = await desk.reports();
    expect(reports).toHaveLength(2);
    expect(reports[1]?.differences).toContainEqual({
      figure: 'metrics.successfulContacts',
      before: 450,
      after: 455,
    });
    expect(desk.s3.kept()).toHaveLength(2);
  });

  it('is not made by one odd read', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(HOUR);
    let reads = 0;
    desk.platformTells(() => (reads++ === 0 ? figures({ connects: 1 }) : figures()));

    await desk.pass(3 * DAY);

    expect(await desk.reports()).toHaveLength(1);
  });

  it('is not made after the window', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    await desk.pass(4 * DAY);

    desk.platformTells(() => figures({ connects: 455 }));
    await desk.pass(4 * DAY);

    expect(await desk.reports()).toHaveLength(1);
  });

  it('that never comes leaves a provisional report which says why', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => figures({ attempts: 1400 }));

    await desk.door(ended());
    await desk.pass(4 * DAY);

    expect(await desk.reports()).toMatchObject([{ provisional: true, residual: { attemptsMissing: 80 } }]);
    expect(await desk.completion()).toMatchObject({ phase: 'UNSETTLED', why: 'the counts never agreed' });
  });
});

describe('delivery', () => {
  const delivery = async (desk: ReturnType<typeof campaignDesk>) =>
    (await desk.completion()).versions[0]?.deliveries.s3;

  it.each(['unavailable', 'throttled', 'lost_reply', 'partial'] as const)(
    'goes on after %s',
    async (fault) => {
      const desk = campaignDesk();
      desk.s3.fail(fault);

      await desk.door(ended());
      await desk.pass(10 * MINUTE);

      expect(await delivery(desk)).toMatchObject({ state: 'DELIVERED' });
      expect(desk.s3.kept()).toHaveLength(1);
    },
  );

  it('is not done while the receipt says something else', async () => {
    const desk = campaignDesk();
    desk.s3.fail('altered');

    await desk.door(ended());
    await desk.pass(10 * MINUTE);

    expect(await delivery(desk)).toMatchObject({ state: 'DUE', why: 'receipt_mismatch' });
    expect(desk.notices).toEqual([]);
  });

  it('waits as long as the warehouse asked', async () => {
    const desk = campaignDesk();
    desk.s3.fail('throttled');

    await desk.door(ended());
    await desk.pass(31 * SECOND);

    const { nextAt } = (await delivery(desk))!;
    expect(nextAt?.getTime()).toBeGreaterThanOrEqual(ENDED.getTime() + 30 * SECOND + 90 * SECOND);
  });

  it('is parked at once when it is refused for good, and after seven days when it never succeeds', async () => {
    const refused = campaignDesk();
    refused.s3.fail('refused');
    await refused.door(ended());
    await refused.pass(10 * MINUTE);
    expect(await delivery(refused)).toMatchObject({
      state: 'PARKED',
      why: 'warehouse_refused',
      nextAt: null,
    });

    const down = campaignDesk();
    for (let tries = 0; tries < 1000; tries++) down.s3.fail('unavailable');
    await down.door(ended());
    await down.pass(6.9 * DAY);
    expect(await delivery(down)).toMatchObject({ state: 'DUE' });
    await down.pass(DAY);
    expect(await delivery(down)).toMatchObject({ state: 'PARKED', why: 'warehouse_unavailable' });
  });

  it('is not held up, nor lost, by a notice that cannot be left', async () => {
    const desk = campaignDesk();
    desk.noticesFail(new TransientError('queue_unavailable', 'not reached'));
    await desk.door(ended());
    await desk.pass(10 * MINUTE);
    expect(await delivery(desk)).toMatchObject({ state: 'DELIVERED' });

    desk.noticesFail(undefined);
    await desk.pass(10 * MINUTE);

    expect(desk.notices).toHaveLength(1);
  });
});

describe('news from the platform', () => {
  it('of a stop and of a completion are two reports, and a recycled campaign a third', async () => {
    const desk = campaignDesk();
    const hour = (n: number) => new Date(ENDED.getTime() + n * HOUR);

    for (const [n, status] of ['on', 'off', 'on', 'complete', 'on', 'complete'].entries()) {
      await desk.work(changed(status, n + 1, hour(n - 6)));
    }
    await desk.pass(10 * MINUTE);

    const { completions } = await desk.record();
    expect(completions.map(({ ending }) => ending)).toEqual(['stopped', 'completed', 'completed']);
    expect(new Set(completions.map(({ reportId }) => reportId)).size).toBe(3);
    for (const { versions } of completions) expect(versions).toHaveLength(1);
  });

  it('in any order lead to the same report', async () => {
    const news = [changed('on', 1, new Date(ENDED.getTime() - HOUR)), changed('complete', 2)];
    const seen: unknown[] = [];
    for (const order of [news, news.toReversed()]) {
      const desk = campaignDesk();
      for (const one of order) await desk.work(one);
      await desk.door(ended());
      await desk.pass(10 * MINUTE);
      seen.push((await desk.record()).completions.map(({ reportId, ending }) => [reportId, ending]));
      expect(await desk.reports()).toMatchObject([{ provisional: false }]);
    }

    expect(seen[0]).toEqual(seen[1]);
  });

  it('that never came are found by a look at all campaigns', async () => {
    const desk = campaignDesk();
    desk.platformLists([{ status: 'on', version: 3 }]);
    await desk.work({ sweep: 'campaigns' });

    desk.platformLists([{ status: 'complete', version: 4 }]);
    const found = await desk.work({ sweep: 'campaigns' });
    const again = await desk.work({ sweep: 'campaigns' });
    await desk.pass(10 * MINUTE);

    expect(found).toMatchObject([{ outcome: 'ended', reason: 'completed' }]);
    expect(again).toEqual([]);
    expect(await desk.reports()).toHaveLength(1);
  });

  it('of a campaign that never completes lead to one report for each period', async () => {
    const desk = campaignDesk(reportRules({ alwaysRunningHours: 24 }));
    desk.platformLists([
      { status: 'on', alwaysRunning: true, changedAt: new Date('2026-11-01T00:00:00.000Z') },
    ]);
    let called = 0;
    desk.platformTells(() =>
      figures({ contacts: { total: 5000, called: called++, skippedByReason: {} }, attempts: 900 }),
    );

    await desk.work({ sweep: 'campaigns' });
    await desk.work({ sweep: 'campaigns' });
    await desk.pass(10 * MINUTE);
    await desk.work({ sweep: 'campaigns' });
    await desk.pass(10 * MINUTE);

    const { completions } = await desk.record();
    expect(completions).toMatchObject([
      { ending: 'running', endedAt: new Date('2026-11-20T00:00:00.000Z') },
      { ending: 'running', endedAt: new Date('2026-11-21T00:00:00.000Z') },
    ]);
    expect(await desk.reports()).toMatchObject([
      { endTime: null, provisional: false, metrics: { status: 'running', totalCallsAttempted: 900 } },
    ]);
  });
});

describe('an appointment', () => {
  it('whose message was lost is found by the sweep', async () => {
    const desk = campaignDesk();
    await desk.door(ended());
    desk.left.length = 0;

    expect(await desk.work({ sweep: 'reports' })).toEqual([]);
    desk.clock.set(new Date(ENDED.getTime() + 4 * MINUTE));
    const swept = await desk.work({ sweep: 'reports' });

    expect(swept).toEqual([{ outcome: 'resumed', key: CAMPAIGN }]);
    expect(desk.left).toEqual([{ request: { advance: CAMPAIGN, hops: 0 }, delaySeconds: 0 }]);
  });

  it('is left to the sweep after sixty messages in a row, and when it is far away', async () => {
    const desk = campaignDesk();
    desk.platformTells(() => undefined);
    await desk.door(ended());
    desk.left.length = 0;

    await desk.work({ advance: CAMPAIGN, hops: 60 });
    expect(desk.left).toEqual([]);

    desk.platformTells(() => figures());
    await desk.pass(10 * HOUR);
    desk.left.length = 0;
    await desk.advance();
    expect(desk.left).toEqual([]);
  });

  it('that is not due does nothing', async () => {
    const desk = campaignDesk();

    expect(await desk.advance()).toMatchObject([{ outcome: 'already_moved' }]);
  });

  it.each([[{}], [{ sweep: 'everything' }], [{ advance: CAMPAIGN }], [{ detail: {} }]])(
    'is refused when it is %j',
    async (body) => {
      await expect(campaignDesk().work(body)).rejects.toMatchObject({ name: 'RejectedError' });
    },
  );

  it('never comes by the door', async () => {
    const desk = campaignDesk();

    await expect(desk.door({ advance: CAMPAIGN, hops: 0 })).rejects.toMatchObject({ name: 'RejectedError' });
  });
});
