import { expect, it } from '@jest/globals';
import { previewTable } from '../../bin/bench/preview-table.ts';

const looked = (freshness: string, ...times: readonly number[]) => times.map((ms) => ({ ms, freshness }));
const STRAIGHT = { looked: looked('live', 5000, 5000), ms: 10_000 };
const MEASURED = { reads: 4, customers: 2, mostAsked: 1 };

const targets = (rows: ReturnType<typeof previewTable>) =>
  Object.fromEntries(rows.map(({ measure, target }) => [measure, target]));

it('a table of previews says which bounds are met, and how long all reads straight to the CRM would take', () => {
  const ours = { looked: [...looked('cached', 20, 30), ...looked('unavailable', 1900, 1800)], ms: 2000 };

  const rows = previewTable(ours, STRAIGHT, MEASURED);

  expect(targets(rows)).toMatchObject({
    'from the cache, p99 ms': '<= 200: met',
    'otherwise, p99 ms': '<= 2100: met',
    'without an answer': '<= 0: met',
    'requests to the CRM for one customer': '<= 1: met',
  });
  expect(rows.find(({ measure }) => measure === 'all, s')).toMatchObject({
    trunkline: 2,
    'straight to the CRM': 20,
  });
});

it.each([
  ['from the cache, p99 ms', looked('cached', 20, 20, 20, 201), 1],
  ['otherwise, p99 ms', looked('stale', 20, 20, 20, 2101), 1],
  ['without an answer', [...looked('cached', 20, 20, 20), ...looked('failed', 20)], 1],
  ['without an answer', looked('cached', 20, 20, 20), 1],
  ['requests to the CRM for one customer', looked('cached', 20, 20, 20, 20), 2],
])('%s is not met when it is not', (measure, reads, mostAsked) => {
  const rows = previewTable({ looked: reads, ms: 1 }, STRAIGHT, { ...MEASURED, mostAsked });

  expect(targets(rows)[measure]).toContain('not met');
});
