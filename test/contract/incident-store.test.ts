import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoIncidents } from '../../functions/adapters/dynamo-incidents.ts';
import { type DynamoTable, dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Incident, Incidents } from '../../functions/ports/incidents.ts';
import { measured } from '../../functions/ticketing/incident-life.ts';
import { type Dynalite, startDynalite } from '../support/dynamo-dynalite.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ticketingRules, waitReading } from '../support/ticketing-rules.ts';

const NOW = new Date('2026-11-21T09:00:00.000Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const rules = ticketingRules();
let serial = 0;

/** An incident of a queue of its own, wanted to be looked at now. */
function incident(): Incident {
  const reading = waitReading(400, NOW, `queue ${++serial} / Ä`);
  const threshold = { ...rules.thresholds.waitSeconds, consecutive: 1 };
  return measured(undefined, reading, { threshold, rules, now: NOW }).next!;
}

describe.each(['memory', 'dynalite'] as const)('incidents on %s', (engine) => {
  let dynalite: Dynalite | undefined;
  let table: DynamoTable;
  beforeAll(async () => {
    dynalite = engine === 'dynalite' ? await startDynalite() : undefined;
    table = dynalite ? dynamoTable(dynalite.options) : memoryDynamo({ tables });
  });
  afterAll(() => dynalite?.stop());

  const store = (faults: FaultPlan = () => undefined): Incidents => {
    const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));
    return dynamoIncidents(faulty(table, TABLE_WORDS, faults, gone), 'ledger', fakeRandom(`${serial++}`));
  };

  it('are read as they were written, with everything they may have', async () => {
    const whole: Incident = {
      ...incident(),
      calmSince: later(1),
      ticket: { id: 'desk-1', url: 'https://desk.example/1' },
      reopen: true,
      previousTicket: 'INC0',
      seated: true,
      parent: { source: { kind: 'group', id: 'queues' }, metric: 'sources_in_breach' },
      notedAt: later(2),
      closedAt: later(3),
      closedBy: 'desk',
      keptOpen: true,
      failingSince: later(4),
      why: 'desk_unavailable',
      parkedFrom: 'OPEN',
      leaseUntil: later(5),
    };

    expect(await store().write(whole)).toBe('moved');
    expect(await store().read(whole)).toEqual({ ...whole, version: 1 });
  });

  it('are not there before the first write', async () => {
    expect(await store().read(incident())).toBeUndefined();
  });

  it('are written over the version they were made from, and over no other', async () => {
    const first = incident();
    await store().write(first);

    expect(await store().write(first)).toBe('lost');
    expect(await store().write({ ...first, version: 1, count: 2 })).toBe('moved');
    expect(await store().write({ ...first, version: 1, count: 3 })).toBe('lost');
    expect(await store().read(first)).toMatchObject({ version: 2, count: 2 });
  });

  it('know their own write again when its reply was lost', async () => {
    const first = incident();

    expect(await store((effect) => (effect === 'updateItem' ? 'sent_twice' : undefined)).write(first)).toBe(
      'moved',
    );
    expect(await store().read(first)).toMatchObject({ version: 1 });
  });

  it('are due by their appointment, and open until they have none', async () => {
    const first = incident();
    await store().write(first);
    const names = async (now: Date) => (await store().due(now, 100)).map(({ source }) => source.id);

    expect(await names(later(-1))).not.toContain(first.source.id);
    expect(await names(NOW)).toContain(first.source.id);
    expect((await store().open(100)).incidents.map(({ source }) => source.id)).toContain(first.source.id);

    const { nextAt: _none, ...over } = first;
    await store().write({ ...over, version: 1, state: 'RESOLVED' });
    expect((await store().open(100)).incidents.map(({ source }) => source.id)).not.toContain(first.source.id);
  });

  it('are found by the names of their tickets', async () => {
    const first = incident();
    await store().keepTicket(['key-1', 'desk-1'], first, NOW);

    expect(await store().ownerOf('desk-1')).toEqual({
      source: { kind: 'queue', id: first.source.id },
      metric: 'wait_seconds',
    });
    expect(await store().ownerOf('nobody')).toBeUndefined();
  });

  it('take places in a group until it is full, keep them, and give them back', async () => {
    const group = `group ${++serial}`;
    const join = (id: string) => store().join(group, { id, name: `name of ${id}` }, 2);

    expect([await join('a'), await join('b'), await join('c'), await join('a')]).toEqual([
      'joined',
      'joined',
      'full',
      'joined',
    ]);
    await store().leave(group, 'a');
    await store().leave(group, 'a');
    expect(await join('c')).toBe('joined');
    expect((await store().members(group)).toSorted()).toEqual(['name of b', 'name of c']);
  });
});
