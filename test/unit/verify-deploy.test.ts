import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pythonTools, REQUIREMENTS } from '../../bin/verify-deploy/python-tools.ts';
import { gapOf, KNOWN_GAPS, refusalsIn } from '../../bin/verify-deploy/refusals.ts';

const UNRECOGNIZED =
  'Template format error: Unrecognized resource types: [AWS::CloudWatch::CompositeAlarm, AWS::Logs::QueryDefinition]';
const failed = (type: string, id: string, error: string): string =>
  `stack | 7:53:41 PM | CREATE_FAILED           | ${type} | Pipeline/Some/Path (${id}) ${error}`;
const METRIC_MATH =
  'AWS::CloudWatch::Alarm Properties.Metrics (metric math) is not supported; use MetricName and Namespace.';

describe('what an emulator refuses', () => {
  it('is read type by type and resource by resource, each once, without what was only cancelled', () => {
    const output = [
      UNRECOGNIZED,
      failed('AWS::CloudWatch::Alarm', 'CrmThrottledAlarm28CF6D98', METRIC_MATH),
      failed('AWS::CloudWatch::Alarm', 'CrmThrottledAlarm28CF6D98', METRIC_MATH),
      failed('AWS::SQS::Queue', 'Queue1', 'Resource creation cancelled'),
      'stack | 7:53:41 PM | CREATE_COMPLETE | AWS::SQS::Queue | Pipeline/Queue (Queue2)',
    ].join('\n');

    expect(refusalsIn(output)).toEqual([
      { what: 'AWS::CloudWatch::CompositeAlarm', error: UNRECOGNIZED },
      { what: 'AWS::Logs::QueryDefinition', error: UNRECOGNIZED },
      { what: 'CrmThrottledAlarm28CF6D98', error: METRIC_MATH },
    ]);
  });

  it('is a known gap in its own words only', () => {
    expect(gapOf({ what: 'x', error: UNRECOGNIZED })?.notShown).toContain('the alarm that pages');
    expect(gapOf({ what: 'x', error: METRIC_MATH })?.concession).toBe('left-out');
    expect(gapOf({ what: 'x', error: 'Invalid template property' })).toBeUndefined();
    expect(
      gapOf({
        what: 'x',
        error: 'Unrecognized resource types: [AWS::Logs::QueryDefinition, AWS::SQS::Queu]',
      }),
    ).toBeUndefined();
    for (const { notShown } of KNOWN_GAPS) expect(notShown).not.toBe('');
  });
});

describe('the tools of Python', () => {
  it('are skipped where there is none', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'trunkline-tools-'));
    try {
      expect(await pythonTools(directory, { python: 'python-that-is-not-there' })).toEqual({
        kind: 'skipped',
        reason: 'no Python',
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('are skipped with the reason of pip where their packages cannot be had', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'trunkline-tools-'));
    const pip = ['--index-url', 'http://127.0.0.1:9/simple', '--retries', '0', '--no-cache-dir'];
    try {
      expect(await pythonTools(directory, { pip })).toEqual({
        kind: 'skipped',
        reason: expect.stringMatching(/^no (packages: .+|Python.*)$/),
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('are pinned, each to one version', () => {
    const lines = readFileSync(REQUIREMENTS, 'utf8').trim().split('\n');
    const packages = lines.filter((line) => !line.startsWith('#'));

    expect(packages.filter((line) => !/^[A-Za-z0-9_.-]+==[\w.]+$/.test(line))).toEqual([]);
    expect(packages.some((line) => line.startsWith('ministack=='))).toBe(true);
    expect(packages.some((line) => line.startsWith('cfn-lint=='))).toBe(true);
  });
});
