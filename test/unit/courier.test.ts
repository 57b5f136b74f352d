import { describe, expect, it } from '@jest/globals';
import { carryReport } from '../../functions/courier/carry-report.ts';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import { CarryRequest, CarryResult } from '../../functions/messages/carry-request.ts';
import { CAMPAIGN, campaignDesk, ended, reportRules } from '../support/campaign-desk.ts';
import { fakeWarehouse, type WarehouseFault } from '../support/fake-warehouse.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A stage with a server that the courier alone reaches, and a courier. */
function withCourier() {
  const desk = campaignDesk(reportRules(), ['drop']);
  const server = fakeWarehouse();
  const results: CarryResult[] = [];
  const ports = {
    archive: desk.archive,
    warehouses: { drop: server },
    results: { tell: async (result: CarryResult) => void results.push(result) },
  };
  return {
    desk,
    server,
    results,
    ports,
    /** Carries everything it has been asked for and tells analytics, as queues would. */
    async work(): Promise<unknown[]> {
      const outcomes: unknown[] = [];
      for (const request of desk.carried.splice(0)) {
        outcomes.push(await carryReport(CarryRequest.parse(request), ports));
        const told = CarryResult.parse(JSON.parse(JSON.stringify(results.pop())));
        outcomes.push(...(await desk.work({ ...told })));
      }
      return outcomes;
    },
    delivery: async () => (await desk.completion()).versions[0]?.deliveries.drop,
  };
}

/** Ends a campaign whose report is then due. */
async function ending() {
  const world = withCourier();
  await world.desk.door(ended());
  await world.desk.pass(2 * MINUTE);
  return world;
}

describe('a report for a server that only the courier reaches', () => {
  it('is handed over once, and delivered when its receipt comes back', async () => {
    const { desk, server, work, delivery } = await ending();
    expect(desk.carried).toHaveLength(1);
    expect(await delivery()).toMatchObject({ state: 'DUE', why: 'with_courier', receipt: null });

    const outcomes = await work();

    expect(outcomes).toMatchObject([{ outcome: 'carried' }, { outcome: 'delivered' }]);
    expect(server.kept()).toHaveLength(1);
    expect(await delivery()).toMatchObject({ state: 'DELIVERED', receipt: { level: 'queryable' } });
  });

  it('holds up no other warehouse, and no notice', async () => {
    const { desk } = await ending();

    const [version] = (await desk.completion()).versions;
    expect(version).toMatchObject({ told: true, deliveries: { s3: { state: 'DELIVERED' } } });
  });

  it.each<[WarehouseFault, object]>([
    ['unavailable', { state: 'DUE', why: 'warehouse_unavailable' }],
    ['altered', { state: 'DUE', why: 'receipt_mismatch' }],
    ['refused', { state: 'PARKED', why: 'warehouse_refused', nextAt: null }],
  ])('is judged by analytics after %s', async (fault, wanted) => {
    const { server, work, delivery } = await ending();
    server.fail(fault);

    await work();

    expect(await delivery()).toMatchObject(wanted);
  });

  it('waits as long as the server asked', async () => {
    const { desk, server, work, delivery } = await ending();
    server.fail('throttled');

    await work();

    const { nextAt } = (await delivery())!;
    expect(nextAt!.getTime() - desk.clock.now().getTime()).toBe(90_000);
  });

  it('is asked for again when no word comes back, ever more seldom, and parked after seven days', async () => {
    const { desk, delivery } = await ending();

    await desk.pass(6.9 * DAY);
    expect(desk.carried.length).toBeGreaterThan(100);
    expect(desk.carried.length).toBeLessThan(200);
    expect(await delivery()).toMatchObject({ state: 'DUE' });

    await desk.pass(DAY);
    expect(await delivery()).toMatchObject({ state: 'PARKED', why: 'with_courier' });
  });

  it('is delivered although its word comes late, twice, or after a failure', async () => {
    const { desk, ports, results, delivery } = await ending();
    const [request] = desk.carried;
    await carryReport(request!, ports);
    await desk.pass(HOUR);
    const failed = { kind: 'failed', why: 'sftp_unavailable', forGood: true };

    await desk.work({ carried: request!.carry, tried: failed });
    await desk.work({ ...results[0] });
    const again = await desk.work({ ...results[0] });
    await desk.work({ carried: request!.carry, tried: failed });

    expect(again).toMatchObject([{ outcome: 'already_moved' }]);
    expect(await delivery()).toMatchObject({ state: 'DELIVERED', why: null });
  });

  it('cannot be called delivered by a body that is no word of the courier, nor by the door', async () => {
    const { desk, delivery } = await ending();
    const carried = desk.carried[0]!.carry;

    await expect(desk.work({ carried, tried: { kind: 'delivered' } })).rejects.toBeInstanceOf(RejectedError);
    await expect(
      desk.door({ carried, tried: { kind: 'failed', why: 'x', forGood: true } }),
    ).rejects.toBeInstanceOf(RejectedError);
    expect(await delivery()).toMatchObject({ why: 'with_courier' });
  });

  it('stays due when the courier cannot be asked', async () => {
    const { desk } = withCourier();
    const carrier = {
      names: ['drop'],
      carry: () => Promise.reject(new TransientError('queue_unavailable', 'no')),
    };
    Object.assign(desk.ports, { carrier });
    await desk.door(ended());

    await expect(desk.pass(2 * MINUTE)).rejects.toMatchObject({ reason: 'queue_unavailable' });

    expect((await desk.completion()).versions[0]?.deliveries.drop).toMatchObject({ state: 'DUE', why: null });
  });
});

describe('the courier', () => {
  const request = { campaignId: CAMPAIGN, reportId: 'rpt-8a9b7c6d5e4f3a2b1c0d9e8f', version: 1 };

  it('tells of a warehouse that nobody named', async () => {
    const { desk, ports, results } = await ending();
    const { document } = desk.carried[0]!;

    const outcome = await carryReport({ carry: { ...request, warehouse: 'nowhere' }, document }, ports);

    expect(outcome).toMatchObject({ outcome: 'carry_failed', reason: 'warehouse_not_configured' });
    expect(results).toMatchObject([{ tried: { kind: 'failed', forGood: true } }]);
  });

  it('has its message come again when it cannot tell, and carries nothing twice', async () => {
    const { desk, ports, server } = await ending();
    const [asked] = desk.carried;
    const silent = { tell: () => Promise.reject(new TransientError('queue_unavailable', 'no')) };

    await expect(carryReport(asked!, { ...ports, results: silent })).rejects.toMatchObject({
      reason: 'queue_unavailable',
    });
    await carryReport(asked!, ports);

    expect(server.kept()).toHaveLength(1);
    expect(server.changes()).toBe(1);
  });
});
