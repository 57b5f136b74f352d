import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compared, type RecordedDecision, storyLine } from '../../bin/what-if.ts';
import { byRule, differenceText } from '../../bin/what-if-text.ts';
import { permissionRequest } from '../../functions/compliance/called-party.ts';
import { decisionOf } from '../../functions/compliance/decision-record.ts';
import { dialVerdict } from '../../functions/compliance/dial-verdict.ts';
import { candidateZones } from '../../functions/compliance/dialing-permission.ts';
import type { StagePolicies } from '../../functions/compliance/stage-policy.ts';
import { alertStory } from '../../functions/story/alert-story.ts';
import { finished, trunkline } from '../integration/command.ts';
import { alertRecord, at, calledParty, windowPolicy } from '../support/builders.ts';

jest.setTimeout(60_000);

const NOW: StagePolicies = { policy: windowPolicy() };
const EARLIER: StagePolicies = { policy: windowPolicy({ closesAt: '19:00' }) };
const LATER: StagePolicies = { policy: windowPolicy({ closesAt: '21:00' }) };

/** Decisions of a stage that closes at 20:00, at times of a day in New York. */
function recorded(time: string, fields: Parameters<typeof calledParty>[0] = {}): RecordedDecision {
  const instant = new Date(`2025-11-18T${time}:00-05:00`);
  const party = calledParty(fields);
  const request = permissionRequest(party, instant);
  const zones = candidateZones(request);
  const { permission } = dialVerdict(zones, request, NOW.policy, 0);
  const reading = { freshness: 'live' as const, fetchedAt: instant };
  return { key: `alert-${time}`, decision: decisionOf(permission, { party, zones, reading, at: instant }) };
}
const OPTED_OUT = { standing: { suppressions: [{ scope: 'all', at: at(), until: null }], consents: [] } };

describe('what a change of the rules would have done', () => {
  it('is nothing without a change', () => {
    for (const time of ['07:59', '08:00', '12:00', '19:54', '19:56', '20:00'])
      expect(compared(recorded(time), NOW, NOW)).toEqual({ isFromAnother: false });
  });

  it('is a call less, one more, or the same with other times', () => {
    const kind = (time: string, then: StagePolicies) => compared(recorded(time), NOW, then).change?.kind;

    expect(kind('19:30', EARLIER)).toBe('removed');
    expect(kind('20:30', LATER)).toBe('added');
    expect(kind('12:00', EARLIER)).toBe('moved');
    expect(kind('21:30', LATER)).toBeUndefined();
  });

  it('names the rules behind it, the reason where no rule is', () => {
    const strict: StagePolicies = { policy: { ...windowPolicy(), requireConsent: true } };

    expect(compared(recorded('19:30'), NOW, EARLIER).change).toMatchObject({
      before: { reason: 'allowed' },
      after: { reason: 'outside_window', nextAllowedAt: new Date('2025-11-19T13:00:00Z') },
      rules: ['stage-window'],
    });
    expect(compared(recorded('12:00'), NOW, strict).change?.rules).toEqual(['consent_missing']);
  });

  it('names a cap that is full', () => {
    const attempts = [{ at: new Date('2025-11-18T16:45:00Z'), customer: 'customer-1', subject: 'sensor-1' }];
    const capped: StagePolicies = {
      policy: {
        ...windowPolicy(),
        caps: [{ id: 'hourly', max: 1, rolling: 'PT60M', scope: 'subject' }],
      },
    };

    expect(compared(recorded('12:00', { attempts }), NOW, capped).change?.rules).toEqual(['hourly']);
  });

  it('leaves alone what another check refuses', () => {
    expect(compared(recorded('20:30', OPTED_OUT), NOW, LATER).change).toBeUndefined();
  });

  it('says which decisions were made under another policy', () => {
    expect(compared(recorded('12:00'), EARLIER, EARLIER)).toEqual({ isFromAnother: true });
  });
});

describe('a line of a file', () => {
  const line = (record: RecordedDecision): string =>
    JSON.stringify(alertStory(alertRecord({ key: record.key, decision: record.decision })));

  it('is a story and its decision', () => {
    expect(storyLine(line(recorded('12:00')))).toEqual(recorded('12:00'));
  });

  it('may have no decision, or one of which nothing was kept', () => {
    const { asked: _, ...older } = recorded('12:00').decision;

    expect(storyLine(JSON.stringify(alertStory(alertRecord())))).toEqual({ key: 'alert-1' });
    expect(storyLine(JSON.stringify(alertStory(alertRecord({ decision: older }))))).toEqual({
      key: 'alert-1',
    });
  });

  it.each(['', 'nonsense', '[]', '{"key":"alert-1"}'])('%j is no story', (text) => {
    expect(storyLine(text)).toBeUndefined();
  });
});

describe('the difference for a person', () => {
  const changes = ['19:10', '19:20', '12:00'].flatMap(
    (time) => compared(recorded(time), NOW, EARLIER).change ?? [],
  );

  it('counts by kind and by rule, and lists the decisions', () => {
    const text = differenceText({ replayed: 5, withoutDecision: 2, decidedUnderAnother: 1, changes });

    expect(text).toContain('5 decisions replayed, 2 stories without one, 1 decided under another policy');
    expect(text).toMatch(/removed +2 {3}stage-window 2/);
    expect(text).toMatch(/moved +1 {3}stage-window 1/);
    expect(text).toContain('2025-11-19T00:10:00.000Z  alert-19:10  allowed until');
  });

  it('says so when there is none', () => {
    expect(differenceText({ replayed: 3, withoutDecision: 0, decidedUnderAnother: 0, changes: [] })).toBe(
      '3 decisions replayed\nno difference',
    );
  });

  it('does not list hundreds', () => {
    const many = Array.from({ length: 300 }, () => changes[0]!);
    const text = differenceText({ replayed: 300, withoutDecision: 0, decidedUnderAnother: 0, changes: many });

    expect(text.split('\n').length).toBeLessThan(40);
    expect(text).toContain('and 280 more');
  });

  it('counts a rule once for each decision', () => {
    expect(byRule(changes)).toEqual({ 'stage-window': 3 });
  });
});

describe('what-if, as it is typed', () => {
  let directory: string;
  let file: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'trunkline-what-if-'));
    file = join(directory, 'stories.jsonl');
    const stories = ['12:00', '19:30', '20:30'].map((time) => {
      const { key, decision } = recorded(time);
      return JSON.stringify(alertStory(alertRecord({ key, decision })));
    });
    writeFileSync(file, `${[...stories, JSON.stringify(alertStory(alertRecord()))].join('\n')}\n`);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const whatIf = (...args: string[]) => finished(trunkline(['what-if', ...args], { cwd: directory }));
  const closing = (time: string) => ['--set', `dialing.window.closesAt=${time}`, '--from', 'stories.jsonl'];

  it('unchanged: no difference', async () => {
    expect(await whatIf('--from', file)).toMatchObject({
      code: 0,
      output: '3 decisions replayed, 1 stories without one\nno difference\n',
    });
  });

  it('narrower: fewer calls, and no objection', async () => {
    const { code, output } = await whatIf(...closing('19:00'));

    expect(code).toBe(0);
    expect(output).toMatch(/removed +1 .*stage-window 1/);
  });

  it('wider: more calls only if somebody accepts it', async () => {
    const refused = await whatIf(...closing('21:00'));
    const accepted = await whatIf(...closing('21:00'), '--accept');

    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('--accept') });
    expect(refused.output).toMatch(/added +1 .*stage-window 1/);
    expect(accepted).toMatchObject({ code: 0, output: refused.output, errors: '' });
  });

  it('as JSON lists every change', async () => {
    const { output } = await whatIf(...closing('19:00'), '--json');

    expect(JSON.parse(output)).toMatchObject({
      replayed: 3,
      withoutDecision: 1,
      decidedUnderAnother: 0,
      byRule: { added: {}, removed: { 'stage-window': 1 } },
      changes: expect.arrayContaining([expect.objectContaining({ key: 'alert-19:30', kind: 'removed' })]),
    });
  });

  it.each([
    ['no file', [], /--from: name a file/],
    ['a file that is not there', ['--from', 'nowhere.jsonl'], /nowhere\.jsonl: there is no such file/],
    [
      'a setting that does not exist',
      ['--from', 'stories.jsonl', '--set', 'dialing.hours=1'],
      /no such setting/,
    ],
  ])('with %s says what is wrong', async (_, args, problem) => {
    expect(await whatIf(...args)).toMatchObject({ code: 2, errors: expect.stringMatching(problem) });
  });

  it('with a file of something else says at which line', async () => {
    writeFileSync(join(directory, 'other.jsonl'), '\nnonsense\n');

    expect(await whatIf('--from', 'other.jsonl')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('other.jsonl:2: not a story'),
    });
  });
});
