import { describe, expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPollMark } from '../../functions/adapters/dynamo-poll-mark.ts';
import { RejectedError } from '../../functions/errors.ts';
import { type Measurement, MeasurementBatch } from '../../functions/messages/measurement.ts';
import { observe } from '../../functions/observation/observe.ts';
import { MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeQueueObserver } from '../support/fake-queue-observer.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { fakeTrunkObserver } from '../support/fake-trunk-observer.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

function observation({ pollsTrunks = true, armed = false } = {}) {
  const clock = fakeClock(TUESDAY_10);
  const trunks = fakeTrunkObserver();
  const observer = fakeQueueObserver();
  const batches: (readonly Measurement[])[] = [];
  const ports = {
    trunks,
    observer,
    occupancy: dynamoOccupancyBook(memoryDynamo({ tables }), 'ledger'),
    measurements: { measured: async (batch: readonly Measurement[]) => void batches.push(batch) },
    ended: { endedSince: async () => [] },
    mark: dynamoPollMark(memoryDynamo({ tables }), 'ledger', { name: 'ended', now: () => clock.now() }),
    conversations: { ended: async () => undefined },
    clock,
    sleep: fakeSleep(clock),
  };
  const rules = { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: MINUTE };
  const queueIds = { 'field-service': 'queue-1' };
  return {
    clock,
    trunks,
    observer,
    batches,
    ports,
    run: (changed: Partial<typeof ports> = {}) =>
      observe(
        { ...ports, ...changed },
        { ...rules, queueIds, armed, pollsWaits: false, pollsTrunks, pollsEnded: false },
      ),
  };
}

describe('observation of trunks', () => {
  it('leaves one reading of each, by our clock', async () => {
    const { trunks, batches, run } = observation();
    trunks.put({ id: 'trunk-1', name: 'Carrier A', edgeId: 'edge-1', down: true });
    trunks.put({ id: 'trunk-2', down: false });

    const ended = await run();

    expect(ended).toEqual([
      { outcome: 'measured', key: 'trunk-1' },
      { outcome: 'measured', key: 'trunk-2' },
    ]);
    expect(
      MeasurementBatch.parse(JSON.parse(JSON.stringify({ measurements: batches[0] }))).measurements,
    ).toMatchObject([
      { source: { kind: 'trunk', id: 'trunk-1', edgeId: 'edge-1' }, metric: 'trunk_down', value: 1 },
      { source: { kind: 'trunk', id: 'trunk-2' }, value: 0, at: new Date(TUESDAY_10) },
    ]);
  });

  it('is not done where the bus carries them', async () => {
    const { trunks, batches, run } = observation({ pollsTrunks: false });

    expect(await run()).toEqual([]);
    expect([trunks.looks(), batches]).toEqual([0, []]);
  });

  it('looks a second time ten seconds later, and then says nothing rather than "up"', async () => {
    const { clock, trunks, batches, run } = observation();
    trunks.fail(2);

    expect(await run()).toEqual([{ outcome: 'unseen', reason: 'genesys_unavailable', key: 'trunks' }]);
    expect([trunks.looks(), batches]).toEqual([2, []]);
    expect(clock.now().getTime() - Date.parse(TUESDAY_10)).toBe(10_000);
  });

  it('that is refused fails aloud, after the queues were looked at', async () => {
    const { ports, run } = observation({ armed: true });
    const refused = async () => {
      throw new RejectedError('genesys_refused', 'no permission');
    };

    await expect(run({ trunks: { ...ports.trunks, trunks: refused } })).rejects.toMatchObject({
      reason: 'genesys_refused',
    });
    expect(await ports.occupancy.read('field-service')).toMatchObject({ percent: 100 });
  });
});
