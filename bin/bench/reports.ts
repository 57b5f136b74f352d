import { join } from 'node:path';
import * as z from 'zod/mini';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { nodeOutput } from './node-child.ts';

const Storm = z.strictObject({
  campaigns: z.number(),
  reported: z.number(),
  final: z.number(),
  versions: z.number(),
  throttled: z.number(),
  requests: z.number(),
  mostInAMinute: z.number(),
  requestsPerMinute: z.number(),
  medianSeconds: z.number(),
  lastSeconds: z.number(),
  lastFinalSeconds: z.number(),
});

/** What 300 campaigns that end within a minute, in any order, make of the platform's budget. */
export async function reports(progress: Progress): Promise<readonly BenchTable[]> {
  const script = join(import.meta.dirname, '../../test/bench/campaign-storm.ts');
  const tables: BenchTable[] = [];
  for (const order of ['1', '2']) {
    progress(`300 campaigns end within a minute, order ${order}`);
    tables.push(stormTable(Storm.parse(JSON.parse(await nodeOutput([script, order]))), order));
  }
  return tables;
}

function stormTable(storm: z.infer<typeof Storm>, order: string): BenchTable {
  const row = (what: string, value: number, target: number | string, met: boolean) => ({
    what,
    value,
    target,
    verdict: verdict(met),
  });
  const { campaigns, reported, throttled, mostInAMinute, requestsPerMinute } = storm;
  return {
    title: `${campaigns} campaigns end within a minute, order ${order}`,
    rows: [
      row('campaigns with a confirmed report', reported, campaigns, reported === campaigns),
      row('campaigns with a final report', storm.final, campaigns, storm.final === campaigns),
      row('answers 429', throttled, 0, throttled === 0),
      row(
        'requests in any minute',
        mostInAMinute,
        `at most ${requestsPerMinute}`,
        mostInAMinute <= requestsPerMinute,
      ),
    ],
    notes: [
      `${storm.requests} requests and ${storm.versions} versions in all; a report was confirmed ${rounded(storm.medianSeconds)} s after its end (median), the last after ${rounded(storm.lastSeconds)} s, the last final one after ${rounded(storm.lastFinalSeconds)} s.`,
      'The clock is moved on; the platform is a simulator held against its contract, with the same limit of requests.',
    ],
  };
}
