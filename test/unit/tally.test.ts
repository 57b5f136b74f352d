import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { dynamoTally } from '../../functions/adapters/dynamo-tally.ts';
import { alertKey } from '../../functions/adapters/ledger-items.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { at, HOUR, newAlert } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { LEDGER_TABLE } from '../support/ledger-schema.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const asked: Record<string, AttributeValue>[] = [];
const table = memoryDynamo({
  tables: { ledger: LEDGER_TABLE },
  before: (_, input) => {
    if ('IndexName' in input) asked.push(input.ExpressionAttributeValues ?? {});
  },
});
const ledger = dynamoLedger(table, 'ledger', fakeRandom());
const clock = fakeClock(at().toISOString());
const START = new Date(at().getTime() - (at().getTime() % HOUR));
let tally = dynamoTally(table, 'ledger', clock);

beforeEach(() => {
  table.reset();
  tally = dynamoTally(table, 'ledger', clock);
});

async function opened(key: string, now = at()): Promise<AlertRecord> {
  const { alert } = await ledger.admitOpen(newAlert({ key, edgeId: `${key}.0` }), now, at(HOUR));
  return alert;
}

async function deferred(key: string): Promise<void> {
  const move = await ledger.openCase(await opened(key), { reason: 'outside_window', now: at() });
  await ledger.recordTask(move.alert!, { followUpId: 'f', taskId: 't', now: at() });
}

const copy = { key: 'bad', hash: 'h', reason: 'malformed', now: at(), edgeId: 'e.0' };

describe('the tally', () => {
  it('has every alert once, by how it stands', async () => {
    await opened('open');
    await ledger.admitSuppressed(newAlert({ key: 'suppressed' }), 'open', at());
    await deferred('deferred');

    expect(await tally.since(START)).toEqual({
      ended: { suppressed: 1, deferred: 1 },
      open: ['open'],
      more: false,
    });
  });

  it('counts nothing twice when a message comes again', async () => {
    for (let times = 0; times < 3; times++) {
      await opened('open');
      await ledger.admitSuppressed(newAlert({ key: 'suppressed' }), 'open', at());
      await ledger.countDuplicate('open');
      await ledger.quarantine({ ...copy, isAlert: true });
    }

    expect(await tally.since(START)).toMatchObject({
      ended: { suppressed: 1, quarantined: 1 },
      open: ['open'],
    });
  });

  it('leaves out what came earlier, and bodies that did not come as alerts', async () => {
    await opened('earlier', new Date(START.getTime() - 1));
    await ledger.quarantine(copy);

    expect(await tally.since(START)).toEqual({ ended: {}, open: [], more: false });
  });

  it('reads an hour that is over and settled once in a while, and goes on reading one that is not', async () => {
    const early = new Date(START.getTime() - 3 * HOUR);
    const first = new Date(early.getTime() - HOUR);
    await ledger.admitSuppressed(newAlert({ key: 'settled' }), 'open', first);
    await opened('open', early);
    await tally.since(first);
    const before = asked.length;

    expect(await tally.since(first)).toMatchObject({ ended: { suppressed: 1 }, open: ['open'] });

    const ranges = new Set(asked.slice(before).map(({ ':first': from }) => Number(from?.N)));
    // Within five minutes an hour is not yet over for everybody.
    expect([...ranges]).toEqual([early.getTime(), START.getTime() - HOUR]);
  });

  it('tells which were taken in last, ended or not, the last one first', async () => {
    for (let nth = 0; nth < 6; nth++) await opened(`alert-${nth}`, at(nth * 1000));
    await ledger.quarantine({ ...copy, isAlert: true });

    const latest = await tally.latest(100);

    expect(latest.map(({ key }) => key)).toEqual([5, 4, 3, 2, 1, 0].map((nth) => `alert-${nth}`));
    expect(await tally.latest(3)).toHaveLength(3);
  });

  it('finds who has neither ended nor an appointment', async () => {
    await deferred('deferred');
    await opened('open');
    await opened('lost');
    await table.updateItem({
      TableName: 'ledger',
      Key: { pk: { S: alertKey('lost') } },
      UpdateExpression: 'REMOVE nextAt',
    });

    expect(await tally.strayed(['deferred', 'open', 'lost', 'gone'])).toEqual(['lost']);
  });

  it('costs two units of the index for an alert that is worked on, and one for a suppressed one', async () => {
    const units = () => table.counts().ledger?.indexUnits.tally;
    await ledger.admitSuppressed(newAlert({ key: 'suppressed' }), 'open', at());
    const suppressed = units();
    await deferred('deferred');

    expect([suppressed, units()]).toEqual([1, 3]);
  });
});
