import { describe, expect, it } from '@jest/globals';
import { mostWithin } from '../../../bin/storm/bounds.ts';
import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import { dynamoProfiles } from '../../../functions/adapters/dynamo-profiles.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import { sqsBatch } from '../../../functions/runtime/sqs-worker.ts';
import { SEGMENT_TIMING } from '../../../functions/segmentation/profile-steps.ts';
import type { SegmentationPorts } from '../../../functions/segmentation/segmentation-ports.ts';
import { SegmentationMessage, updateSegments } from '../../../functions/segmentation/update-segments.ts';
import { MINUTE, SECOND } from '../../support/builders.ts';
import { fakeRandom } from '../../support/fake-random.ts';
import { memoryDynamo } from '../../support/memory-dynamo.ts';
import { completion, segmentRules } from '../../support/segment-desk.ts';
import { stormQueues } from '../storm/storm-queues.ts';
import { type Timeline, timeline } from '../timeline.ts';

const START = Date.parse('2026-03-02T10:00:00.000Z');
const COMPLETIONS = 5000;
const CUSTOMERS = 500;
const WITHIN_MS = 10 * SECOND;
const CRM_ANSWER_MS = 60;
const BUDGET = { requestsPerMinute: 600, shares: { reads: 60, tasks: 25, segments: 5 }, spreadMs: 9000 };
const TABLES = {
  contacts: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
  ledger: { partitionKey: 'pk' },
};

/** The real worker with two environments for each of its queues, a table in memory and a CRM that takes everything. */
function flooded(time: Timeline) {
  const table = memoryDynamo({ tables: TABLES });
  const queues = stormQueues(time);
  const writes: number[] = [];
  const summaries = new Map<string, unknown>();
  const failures: unknown[] = [];
  const clock = { now: () => new Date(time.now()) };
  const until = (instant: Date): Promise<void> =>
    new Promise((resolve) => {
      time.at(instant.getTime(), () => {
        time.woke();
        resolve();
      });
    });

  function environment(seed: string): SegmentationPorts {
    const random = fakeRandom(seed);
    const book = dynamoPaceBook(table, 'ledger', random);
    return {
      clock,
      random,
      profiles: dynamoProfiles(table, 'contacts', random),
      pace: pacer('crm', BUDGET, { book, clock, sleep: { until }, random }),
      identifiers: { of: async () => undefined },
      transcripts: { read: async () => undefined },
      outbox: {
        updateDue: async (updateDue, delaySeconds) =>
          queues.leave('updates', JSON.stringify({ updateDue }), undefined, delaySeconds),
      },
      crm: {
        async upsertSegments({ customerId, attributes }) {
          writes.push(time.now());
          await until(new Date(time.now() + CRM_ANSWER_MS));
          summaries.set(customerId, attributes.last_interaction_summary);
          return 'updated';
        },
      },
    };
  }

  const policy = { rules: segmentRules(), timing: { ...SEGMENT_TIMING, coalesceMs: 5 * SECOND } };
  for (const name of ['completions', 'updates']) {
    const environments = [1, 2].map((nth) => {
      const ports = environment(`${name} ${nth}`);
      return sqsBatch(
        {
          name: 'segmentation',
          message: SegmentationMessage,
          work: (message, delivery) => updateSegments(message, delivery, ports, policy),
          quarantine: async () => void failures.push('quarantined'),
          hide: async (record, seconds) => queues.hide(record, seconds),
          concurrency: 10,
        },
        {
          fraction: fakeRandom(name).fraction,
          watch: { ended: () => undefined, failed: (error) => failures.push(error) },
        },
      );
    });
    queues.add({ name, batchSize: 10, timeoutMs: 30 * SECOND, environments });
  }
  return { queues, writes, summaries, failures };
}

describe('five thousand completions of five hundred customers within ten seconds', () => {
  it('become one or two writes each, on the budget, and leave the newest everywhere', async () => {
    const time = timeline(START);
    const { queues, writes, summaries, failures } = flooded(time);
    for (let nth = 0; nth < COMPLETIONS; nth++) {
      const at = START + Math.floor((nth * WITHIN_MS) / COMPLETIONS);
      const body = completion({
        customerId: `CUST-${nth % CUSTOMERS}`,
        interactionSummary: `conversation ${nth}`,
        endTime: new Date(at).toISOString(),
        idempotency_key: `key-${nth}`,
      });
      time.at(at, () => queues.leave('completions', JSON.stringify(body), `edge-${nth}`));
    }

    const isLeft = await time.run(START + 2 * MINUTE);

    expect(failures).toEqual([]);
    expect(isLeft).toBe(false);
    const wrong = Array.from({ length: CUSTOMERS }, (_, nth) => nth).filter(
      (nth) => summaries.get(`CUST-${nth}`) !== `conversation ${COMPLETIONS - CUSTOMERS + nth}`,
    );
    expect(wrong).toEqual([]);
    expect(writes.length).toBeLessThan(2 * CUSTOMERS);
    expect(mostWithin(writes, MINUTE)).toBeLessThanOrEqual(BUDGET.requestsPerMinute);
    expect(mostWithin(writes, SECOND)).toBeLessThanOrEqual(BUDGET.requestsPerMinute / 60);
  });
});
