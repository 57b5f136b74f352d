import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { replay } from '../../bin/commands/replay.ts';
import { segments } from '../../bin/commands/segments.ts';

let directory: string;
const printed: string[] = [];
const { log } = console;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-segments-'));
  console.log = (text: string) => void printed.push(text);
});
afterEach(() => void printed.splice(0));
afterAll(() => {
  console.log = log;
  rmSync(directory, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const completion = (customerId: string, fields: object) =>
  JSON.stringify({ customerId, tags: [], endTime: '2025-11-20T10:00:00Z', ...fields });

describe('segments', () => {
  it('shows what a completion makes of its customer, before and after', async () => {
    expect(await segments(['--event', 'events/interaction-completed.json', '--json'])).toBe(0);

    expect(JSON.parse(printed.join())).toEqual({
      counts: true,
      after: {
        last_interaction_summary: 'Technician visit agreed',
        sentiment: -0.4,
        retention_priority: 'high',
        segmentation_tags: ['churn_risk', 'retention_call', 'upsell_opportunity'],
        last_updated: '2025-11-21T00:05:12.351Z',
      },
    });
  });

  it('names the fields of what is no completion', async () => {
    const bad = file('bad.json', '{"customerId":"C"}');

    await expect(segments(['--event', bad])).rejects.toThrow(/no completion: tags/);
  });
});

describe('replay', () => {
  const history = () =>
    file(
      'history.jsonl',
      [completion('C-1', { tags: ['a'], channel: 'voice' }), '', completion('C-2', { tags: ['b'] })].join(
        '\n',
      ),
    );

  it('prints the customers whom other rules would change, and only those', async () => {
    const rules = file(
      'rules.json',
      '{"rules":[{"when":{"channel":["voice"]},"effect":{"addTags":["called"]}}]}',
    );

    await replay(['interactions', '--from', history(), '--dry-run', '--rules', rules, '--json']);

    expect(JSON.parse(printed.join())).toEqual([
      {
        customerId: 'C-1',
        before: expect.objectContaining({ segmentation_tags: ['a'] }),
        after: expect.objectContaining({ segmentation_tags: ['a', 'called'] }),
      },
    ]);
  });

  it('finds no difference under the same rules', async () => {
    await replay(['interactions', '--from', history(), '--dry-run']);

    expect(printed).toEqual(['0 customers differ']);
  });

  it('names the line that is no completion', async () => {
    const broken = file('broken.jsonl', `${completion('C-1', {})}\n{"customerId":1}`);

    await expect(replay(['interactions', '--from', broken, '--dry-run'])).rejects.toThrow(/line 2/);
  });

  it('knows no other history', async () => {
    await expect(replay(['alerts', '--from', 'x', '--dry-run'])).rejects.toThrow(/interactions/);
  });
});
