import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { type DynamoTable, refusedItem } from '../../functions/adapters/dynamo-table.ts';
import { type Mix, NO_FAULTS } from './faults.ts';
import { functions, type SimFunction } from './functions.ts';
import { type Process, processes } from './processes.ts';
import { queues } from './queues.ts';
import { type Plan, simulation } from './simulation.ts';
import { store } from './store.ts';

const START = Date.parse('2025-11-18T15:00:00Z');
const MINUTE = 60_000;
const TABLES = { ledger: { partitionKey: 'pk' } };

/** A world with nothing in it but what a test puts there. */
function world(mix: Mix = NO_FAULTS, plan?: Plan) {
  const sim = simulation({ seed: 1, mix, ...(plan && { plan }) }, { start: START, together: [] });
  const around = processes(sim);
  const lambda = functions(sim, around);
  return {
    sim,
    around,
    lambda,
    mail: queues(sim, around, lambda),
    tables: store(sim, around, TABLES, () => undefined),
    settle: (ms = 60 * MINUTE) => sim.timeline.run(START + ms),
  };
}

/** A worker that answers a batch with the failures `of` says. */
function worker(
  of: (
    bodies: readonly string[],
    nth: number,
    counts: readonly string[],
  ) => readonly string[] | 'crash' | 'nothing',
) {
  const seen: string[][] = [];
  const fn: SimFunction = {
    name: 'worker',
    timeoutMs: 30_000,
    wire: (process) => async (event) => {
      const { Records } = event as SQSEvent;
      const bodies = Records.map(({ body }) => body);
      seen.push(bodies.toSorted());
      const counts = Records.map(({ attributes }) => attributes.ApproximateReceiveCount);
      const failed = of(bodies, seen.length, counts);
      if (failed === 'crash') return new Promise(() => undefined).then(() => process);
      if (failed === 'nothing') return undefined;
      const ids = Records.filter(({ body }) => failed.includes(body)).map(({ messageId }) => messageId);
      return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
    },
  };
  return { fn, seen };
}

function fed(of: Parameters<typeof worker>[0], maxReceives = 3, mix: Mix = NO_FAULTS) {
  const parts = world(mix);
  const { fn, seen } = worker(of);
  parts.mail.add({ name: 'queue', of: fn, batchSize: 10, concurrency: 2, maxReceives });
  return { ...parts, seen };
}

describe('a simulated queue', () => {
  it('delivers only what failed once more', async () => {
    let isFirst = true;
    const { mail, settle, seen } = fed((bodies) => {
      const failed = isFirst && bodies.includes('b') ? ['b'] : [];
      isFirst &&= failed.length === 0;
      return failed;
    });
    for (const body of ['a', 'b', 'c']) mail.leave('queue', body, `edge-${body}`);

    await settle();

    expect(seen.flat().filter((body) => body === 'b')).toHaveLength(2);
    expect(
      seen
        .flat()
        .filter((body) => body !== 'b')
        .toSorted(),
    ).toEqual(['a', 'c']);
    expect(mail.size()).toBe(0);
  });

  it('takes no answer for the whole batch done', async () => {
    const { mail, settle, seen } = fed(() => 'nothing');
    mail.leave('queue', 'a', 'edge');

    await settle();

    expect(seen).toEqual([['a']]);
    expect(mail.size()).toBe(0);
  });

  it('delivers again what a function did not answer in time, after six time-outs', async () => {
    const { mail, settle, seen, sim } = fed((_bodies, nth) => (nth === 1 ? 'crash' : []));
    mail.leave('queue', 'a', 'edge');

    await settle();

    expect(seen).toEqual([['a'], ['a']]);
    expect(sim.timeline.now() - START).toBeGreaterThan(180_000);
  });

  it('may say that a message came fewer times than it has', async () => {
    const mix = { rates: { miscounted: 1 }, outages: [] };
    const told: string[] = [];
    const { mail, settle } = fed(
      (bodies, nth, counts) => {
        told.push(...counts);
        return nth < 3 ? bodies : [];
      },
      3,
      mix,
    );
    mail.leave('queue', 'a', 'edge');

    await settle();

    expect(told).toEqual(['1', '1', '2']);
  });

  it('gives up a message that was received too often', async () => {
    const { mail, settle, seen } = fed((bodies) => bodies);
    mail.leave('queue', 'poison', 'edge');

    await settle();

    expect(seen).toHaveLength(3);
    expect(mail.dead('queue')).toEqual(['poison']);
    expect(mail.size()).toBe(0);
  });
});

const claim = {
  TableName: 'ledger',
  Key: { pk: { S: 'a' } },
  UpdateExpression: 'ADD n :one',
  ConditionExpression: 'attribute_not_exists(n)',
  ExpressionAttributeValues: { ':one': { N: '1' } },
};

/** Sends the same conditional write from a process; tells what the client was told, and what became of the row. */
async function claimed(mix: Mix, plan?: Plan, write: Parameters<DynamoTable['updateItem']>[0] = claim) {
  const parts = world(mix, plan);
  const process: Process = parts.around.start('client');
  const ended = parts.tables
    .table(process)
    .updateItem(write)
    .then(
      () => 'applied',
      (error: unknown) => error,
    );
  await parts.settle();
  const told = await Promise.race([ended, new Promise((resolve) => setImmediate(() => resolve('nothing')))]);
  return { told, n: parts.tables.items('ledger')[0]?.n?.N, process };
}

describe('the simulated table behind the SDK', () => {
  it('applies a write and says so', async () => {
    expect(await claimed(NO_FAULTS)).toMatchObject({ told: 'applied', n: '1' });
  });

  it('refuses the second send of a write whose reply was lost, and says how often it was sent', async () => {
    const { told, n } = await claimed({ rates: { tableEcho: 1 }, outages: [] });

    expect(n).toBe('1');
    expect(told).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusedItem(told)).toMatchObject({ attempts: 2 });
  });

  it('gives up after three sends while the table is down, and applies nothing', async () => {
    const outages = [{ system: 'table' as const, from: START, to: START + MINUTE }];
    const { told, n } = await claimed({ rates: {}, outages });

    expect(told).toMatchObject({ name: 'InternalServerError' });
    expect(n).toBeUndefined();
  });

  it('applies a late write though the client has long been told that it failed', async () => {
    const { told, n } = await claimed(NO_FAULTS, () => 'applied late');

    expect(told).toMatchObject({ name: 'TimeoutError' });
    expect(n).toBe('1');
  });

  it('applies a write twice whose first send was late and whose second was answered', async () => {
    const { ConditionExpression: _, ...anyway } = claim;
    const { told, n } = await claimed({ rates: { firstLate: 1 }, outages: [] }, undefined, anyway);

    expect({ told, n }).toEqual({ told: 'applied', n: '2' });
  });
});

describe('a process that is gone', () => {
  it.each([
    ['gone before', undefined],
    ['gone after', '1'],
    ['floats', '1'],
  ] as const)('%s a write: hears nothing, and the row says %s', async (fate, n) => {
    const ended = await claimed(NO_FAULTS, () => fate);

    expect(ended).toMatchObject({ told: 'nothing', n });
    expect(ended.process.goneAt).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});
