import { describe, expect, it } from '@jest/globals';
import { OccupancySettings, PacingSettings } from '../../functions/messages/settings.ts';
import { parseStage, StageError } from '../../lib/stage.ts';
import { occupancyOf, pacingOf } from '../../lib/stage-pacing.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { parseOverride, withOverrides } from '../../local/stage-settings.ts';

const { stages } = cdkContext();
const changed = (...changes: string[]) => withOverrides(stages.dev!, changes.map(parseOverride));

function problems(...changes: string[]): readonly string[] {
  try {
    parseStage('dev', changed(...changes));
    return [];
  } catch (error) {
    if (error instanceof StageError) return error.problems;
    throw error;
  }
}

describe('the budgets of a stage', () => {
  it('that says nothing are 240 requests a minute to the platform, 600 to the CRM and 60 to the desk', () => {
    const pacing = pacingOf(parseStage('dev', stages.dev));

    expect(PacingSettings.parse(pacing)).toEqual(pacing);
    expect(pacing.telephony).toEqual({
      requestsPerMinute: 240,
      shares: {
        standard: 55,
        recovery: 10,
        control: 5,
        previews: 10,
        reports: 10,
        segments: 5,
        observation: 5,
      },
      spreadMs: 9000,
    });
    expect(pacing.crm).toMatchObject({ requestsPerMinute: 600, shares: { reads: 60, tasks: 25 } });
    expect(pacing.desk).toMatchObject({ requestsPerMinute: 60, longestHoldMs: 3_600_000 });
  });

  it('may change one share and keep the others', () => {
    const stage = parseStage(
      'dev',
      changed('pacing.telephony.shares.standard=50', 'pacing.crm.requestsPerMinute=60'),
    );

    expect(pacingOf(stage).telephony.shares).toMatchObject({ standard: 50, recovery: 10 });
    expect(pacingOf(stage).crm.requestsPerMinute).toBe(60);
  });

  it.each([
    [
      ['pacing.telephony.shares.standard=56'],
      'pacing.telephony.shares: together 101, more than 100 per cent',
    ],
    [['pacing.crm.shares.tasks=90'], 'pacing.crm.shares: together 165, more than 100 per cent'],
    [['pacing.telephony.shares.stranger=1'], 'pacing.telephony.shares.stranger: no such setting'],
    [['pacing.telephony.shares.standard=0'], 'pacing.telephony.shares.standard: '],
    [['pacing.telephony.requestsPerMinute=0'], 'pacing.telephony.requestsPerMinute: '],
  ])('refuse %s', (changes, problem) => {
    expect(problems(...changes)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('the occupancy of a stage', () => {
  it('that says nothing slows at 80, stops at 90 and frees at 75 per cent', () => {
    const occupancy = occupancyOf(parseStage('dev', stages.dev));

    expect(OccupancySettings.parse(occupancy)).toEqual({
      slowPercent: 80,
      stopPercent: 90,
      freePercent: 75,
      maxAgeMs: 60_000,
    });
  });

  it.each([
    [['occupancy.freePercent=80'], 'occupancy: freePercent must be below slowPercent'],
    [['occupancy.slowPercent=95'], 'occupancy: slowPercent must not be above stopPercent'],
    [['occupancy.stopPercent=101'], 'occupancy.stopPercent: '],
  ])('refuses %s', (changes, problem) => {
    expect(problems(...changes)).toEqual([expect.stringContaining(problem)]);
  });
});
