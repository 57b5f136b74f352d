import { expect, it } from '@jest/globals';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import { campaignReport } from '../support/campaign-report.ts';

/** A warehouse under test, and a look at what it keeps. */
export interface WarehouseSubject {
  readonly warehouse: Warehouse;
  /** Lines kept of a version of a report, in order; empty when it keeps none. */
  lines(reportId: string, version: number): Promise<readonly string[]> | readonly string[];
  /** The next delivery is stored and its answer lost. */
  loseReply(): void;
  /** The next delivery does not reach the store. */
  goDown(): void;
}

/** The contract of the port, for the fake and for every adapter. */
export function warehouseSuite(subject: () => WarehouseSubject): void {
  const first = reportToDeliver(campaignReport());
  const { reportId } = first.report;
  const expected = { rows: first.rows.length, sha256: first.sha256 };
  const sent = first.rows.map(({ line }) => line);

  it('stores every row and reads back their number and checksum', async () => {
    const { warehouse, lines } = subject();

    const receipt = await warehouse.deliver(first);

    expect(receipt).toMatchObject({ ...expected, reference: expect.stringMatching(/./) });
    expect(await lines(reportId, 1)).toEqual(sent);
  });

  it('stores a version once, however often it is delivered', async () => {
    const { warehouse, lines } = subject();

    await warehouse.deliver(first);
    const again = await warehouse.deliver(first);

    expect(again).toMatchObject(expected);
    expect(await lines(reportId, 1)).toEqual(sent);
  });

  it('stores a version once when two deliver it at once', async () => {
    const { warehouse, lines } = subject();

    const ended = await Promise.allSettled([warehouse.deliver(first), warehouse.deliver(first)]);
    const receipt = await warehouse.deliver(first);

    expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(receipt).toMatchObject(expected);
    expect(await lines(reportId, 1)).toEqual(sent);
  });

  it('keeps another version beside the first', async () => {
    const { warehouse, lines } = subject();
    const second = reportToDeliver(
      campaignReport({
        version: 2,
        supersedes: { reportId, version: 1 },
        differences: [{ figure: 'metrics.successfulContacts', before: 450, after: 451 }],
      }),
    );

    await warehouse.deliver(first);
    const receipt = await warehouse.deliver(second);

    expect(receipt).toMatchObject({ rows: second.rows.length, sha256: second.sha256 });
    expect(await lines(reportId, 1)).toEqual(sent);
    expect(await lines(reportId, 2)).toEqual(second.rows.map(({ line }) => line));
  });

  it('gives the receipt of what is there after a lost answer', async () => {
    const { warehouse, loseReply, lines } = subject();
    loseReply();

    await expect(warehouse.deliver(first)).rejects.toMatchObject({ name: 'TransientError' });
    const receipt = await warehouse.deliver(first);

    expect(receipt).toMatchObject(expected);
    expect(await lines(reportId, 1)).toEqual(sent);
  });

  it('says that it is to be asked again when the store is down, and nothing is there', async () => {
    const { warehouse, goDown, lines } = subject();
    goDown();

    await expect(warehouse.deliver(first)).rejects.toMatchObject({ name: 'TransientError' });

    expect(await lines(reportId, 1)).toEqual([]);
  });
}
