import { describe, expect, it } from '@jest/globals';
import { unwatched, withEnd, withStanding } from '../../functions/analytics/campaign-watch.ts';
import { figuresInterval } from '../../functions/analytics/figures-interval.ts';
import type { CampaignRecord, CampaignStatus } from '../../functions/messages/campaign-record.ts';
import { campaignStatus } from '../../functions/messages/from-genesys-campaign.ts';
import { CAMPAIGN, ENDED, reportRules } from '../support/campaign-desk.ts';

const at = (minutes: number): Date => new Date(ENDED.getTime() + minutes * 60_000);

/** The record after the platform told these statuses, one version after another, each an hour after the last. */
function heard(...statuses: readonly CampaignStatus[]): CampaignRecord {
  return statuses.reduce(
    (record, status, index) =>
      withStanding(
        record,
        { campaignId: CAMPAIGN, status, version: index + 1, at: at(index * 60), by: 'event' },
        ENDED,
      ).record,
    unwatched(CAMPAIGN),
  );
}

const endings = (record: CampaignRecord) => record.completions.map(({ ending }) => ending);

describe('the ends in what the platform tells of a campaign', () => {
  it.each<[string, CampaignStatus[], string[]]>([
    ['runs out of contacts', ['on', 'complete'], ['completed']],
    ['is stopped', ['on', 'stopping', 'off'], ['stopped']],
    ['is stopped at once', ['on', 'off'], ['stopped']],
    ['is stopped by the platform', ['on', 'stopping', 'failed'], ['failed']],
    ['is edited while it is off', ['off', 'off', 'off'], []],
    ['is switched off after it completed', ['on', 'complete', 'off'], ['completed']],
    ['is edited after it completed', ['on', 'complete', 'complete'], ['completed']],
    ['only stops', ['on', 'stopping'], []],
    ['is recycled and completes again', ['on', 'complete', 'on', 'complete'], ['completed', 'completed']],
    ['is stopped, goes on and completes', ['on', 'off', 'on', 'complete'], ['stopped', 'completed']],
    ['is first heard of when it completes', ['complete'], ['completed']],
  ])('are right when it %s', (_, statuses, expected) => {
    expect(endings(heard(...statuses))).toEqual(expected);
  });

  it('ignores what is older than what is known', () => {
    const record = heard('on', 'complete', 'on');

    const late = withStanding(
      record,
      { campaignId: CAMPAIGN, status: 'complete', version: 2, at: at(60), by: 'event' },
      ENDED,
    );

    expect(late).toMatchObject({ outcome: 'ignored', reason: 'older version', record });
  });

  it('takes a campaign that a look finds complete for the first time as long over', () => {
    const told = { campaignId: CAMPAIGN, status: 'complete', version: 4, at: ENDED, by: 'poll' } as const;

    expect(withStanding(unwatched(CAMPAIGN), told, ENDED)).toMatchObject({ outcome: 'ignored' });
  });

  it('takes an end that a look finds and nobody announced', () => {
    const told = { campaignId: CAMPAIGN, status: 'complete', version: 4, at: ENDED, by: 'poll' } as const;

    expect(withStanding(heard('on'), told, ENDED)).toMatchObject({ outcome: 'ended', reason: 'completed' });
  });

  it('takes an end once, however often looks whose versions grow find it', () => {
    const looks = [10, 11, 12].map(
      (version) => ({ campaignId: CAMPAIGN, status: 'complete', version }) as const,
    );

    const found = looks.reduce(
      (record, { version, ...told }) =>
        withStanding(record, { ...told, version, at: at(version), by: 'poll' }, ENDED).record,
      heard('on'),
    );

    expect(endings(found)).toEqual(['completed']);
  });
});

describe('an end that only a look dates', () => {
  const look = (status: CampaignStatus, minutes: number) =>
    ({
      campaignId: CAMPAIGN,
      status,
      version: minutes + 1000,
      at: at(minutes),
      by: 'poll',
      seenAt: at(minutes),
    }) as const;
  const posted = (minutes: number) =>
    ({ campaignId: CAMPAIGN, ending: 'completed', endedAt: at(minutes) }) as const;

  it('is the one that was posted since the look before, an hour earlier', () => {
    const running = withStanding(unwatched(CAMPAIGN), look('on', 0), ENDED).record;
    const told = withEnd(running, posted(5), ENDED).record;

    const seen = withStanding(told, look('complete', 60), ENDED);

    expect(seen).toMatchObject({ outcome: 'duplicate', reason: 'told before' });
    expect(endings(seen.record)).toEqual(['completed']);
  });

  it('is another than one that was posted before it was seen running again', () => {
    const told = withEnd(unwatched(CAMPAIGN), posted(-30), ENDED).record;
    const running = withStanding(told, look('on', 0), ENDED).record;

    const seen = withStanding(running, look('complete', 60), ENDED);

    expect(endings(seen.record)).toEqual(['completed', 'completed']);
  });
});

describe('two tidings of one end', () => {
  const end = { campaignId: CAMPAIGN, ending: 'completed', endedAt: at(60) } as const;

  it('are one, whichever way they came and in either order', () => {
    const known = heard('on', 'complete');

    const told = withEnd(known, { ...end, endedAt: at(61), announced: 1500 }, ENDED);
    const first = withEnd(heard('on'), { ...end, announced: 1500 }, ENDED).record;
    const second = withStanding(
      first,
      { campaignId: CAMPAIGN, status: 'complete', version: 2, at: at(61), by: 'event' },
      ENDED,
    );

    expect(told).toMatchObject({ outcome: 'duplicate' });
    expect(told.record.completions).toMatchObject([{ announced: 1500 }]);
    expect(second).toMatchObject({ outcome: 'duplicate' });
    expect(second.record.completions).toHaveLength(1);
  });

  it('are two when they are far apart, or when one is a stop', () => {
    const once = withEnd(unwatched(CAMPAIGN), end, ENDED).record;

    expect(withEnd(once, { ...end, endedAt: at(64) }, ENDED)).toMatchObject({ outcome: 'ended' });
    expect(withEnd(once, { ...end, ending: 'stopped' }, ENDED)).toMatchObject({ outcome: 'ended' });
  });

  it('keeps the last ten ends, and those that are not over before others', () => {
    let record = unwatched(CAMPAIGN);
    for (let n = 0; n < 12; n++) {
      record = withEnd(record, { ...end, endedAt: at(n * 60) }, ENDED).record;
      if (n === 3) {
        const completions = record.completions.map((one, index) =>
          index === 2 ? { ...one, phase: 'FINAL' as const } : one,
        );
        record = { ...record, completions };
      }
    }

    expect(record.completions).toHaveLength(10);
    expect(record.completions.map(({ endedAt }) => endedAt)).not.toContainEqual(at(120));
  });
});

describe('the interval of the figures', () => {
  const rules = reportRules({ lookbackHours: 48 });
  const interval = (record: CampaignRecord) => figuresInterval(record, record.completions.at(-1)!, rules);

  it('is in UTC with five minutes on both sides, across midnight', () => {
    const endedAt = new Date('2026-11-21T01:30:00+02:00');
    const startedAt = new Date('2026-11-20T22:30:00.000Z');

    const record = withEnd(
      unwatched(CAMPAIGN),
      { campaignId: CAMPAIGN, ending: 'completed', endedAt, startedAt },
      ENDED,
    ).record;

    expect(interval(record)).toEqual({
      start: new Date('2026-11-20T22:25:00.000Z'),
      end: new Date('2026-11-20T23:35:00.000Z'),
    });
  });

  it('begins when the campaign was seen to begin, and again when it was recycled', () => {
    expect(interval(heard('on', 'complete')).start).toEqual(at(-5));
    expect(interval(heard('on', 'complete', 'on', 'complete')).start).toEqual(at(115));
  });

  it('goes on from its beginning when it was only halted', () => {
    expect(interval(heard('on', 'off', 'on', 'complete')).start).toEqual(at(-5));
  });

  it('begins after the completion before where nobody saw it begin, but not after a stop', () => {
    const end = { campaignId: CAMPAIGN, ending: 'completed', endedAt: at(0) } as const;
    const first = withEnd(unwatched(CAMPAIGN), end, ENDED).record;
    const halted = withEnd(first, { ...end, ending: 'stopped', endedAt: at(60) }, ENDED).record;
    const again = withEnd(halted, { ...end, endedAt: at(120) }, ENDED).record;

    expect(interval(again).start).toEqual(at(-5));
    expect(interval(first).start).toEqual(at(-5 - 48 * 60));
  });

  it('adjoins the one before without a margin for a report by schedule', () => {
    const record = withEnd(
      unwatched(CAMPAIGN),
      { campaignId: CAMPAIGN, ending: 'running', endedAt: at(0) },
      ENDED,
    ).record;

    expect(figuresInterval(record, record.completions[0]!, reportRules({ alwaysRunningHours: 24 }))).toEqual({
      start: at(-24 * 60),
      end: at(0),
    });
  });
});

describe("the platform's words for how a campaign stands", () => {
  it.each([
    ['on', 'on'],
    ['COMPLETE', 'complete'],
    ['forced_stopping', 'stopping'],
    ['forced_off', 'failed'],
    ['invalid', 'failed'],
    ['dreaming', 'other'],
  ])('%s means %s', (word, status) => {
    expect(campaignStatus(word)).toBe(status);
  });
});
