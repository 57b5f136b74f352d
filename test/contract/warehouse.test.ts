import { beforeEach, describe, expect, it } from '@jest/globals';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { type FakeWarehouse, fakeWarehouse } from '../support/fake-warehouse.ts';
import { warehouseSuite } from './warehouse-suite.ts';

describe('the warehouse in memory', () => {
  let warehouse: FakeWarehouse;
  beforeEach(() => {
    warehouse = fakeWarehouse();
  });

  warehouseSuite(() => ({
    warehouse,
    lines: (reportId, version) =>
      warehouse.kept().find(({ name }) => name === `${reportId}#${version}`)?.lines ?? [],
    loseReply: () => warehouse.fail('lost_reply'),
    goDown: () => warehouse.fail('unavailable'),
  }));

  it.each(['partial', 'altered'] as const)('tells in its receipt what is really there: %s', async (fault) => {
    const report = reportToDeliver(campaignReport());
    warehouse.fail(fault);

    const receipt = await warehouse.deliver(report);

    expect(receipt).not.toMatchObject({ rows: report.rows.length, sha256: report.sha256 });
  });
});
