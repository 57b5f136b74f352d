import { beforeEach, describe, expect, it } from '@jest/globals';
import type { S3Documents } from '../../functions/adapters/s3-documents.ts';
import { s3Warehouse } from '../../functions/adapters/s3-warehouse.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { warehouseSuite } from './warehouse-suite.ts';

/** An error as the S3 client throws it; without a status nobody answered. */
const awsError = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error(name), {
    name,
    $metadata: { ...(httpStatusCode !== undefined && { httpStatusCode }) },
    ...(httpStatusCode !== undefined && { $fault: 'client' }),
  });

/** A bucket in memory. */
function bucket() {
  const objects = new Map<string, string>();
  const failures: { readonly error: Error; readonly afterwards: boolean }[] = [];
  const documents: S3Documents = {
    async putOnce(key, { text }) {
      const failure = failures.shift();
      if (failure && !failure.afterwards) throw failure.error;
      const there = objects.has(key);
      if (!there) objects.set(key, text);
      if (failure) throw failure.error;
      return there ? 'there' : 'written';
    },
    put: async (key, { text }) => void objects.set(key, text),
    get: async (key) => objects.get(key),
  };
  return {
    objects,
    documents,
    fail: (error: Error, afterwards = false) => failures.push({ error, afterwards }),
  };
}

const report = reportToDeliver(campaignReport());
const { reportId, campaignId } = report.report;
const BASE = `reports/dt=2026-10-27/${campaignId}/${reportId}`;

describe('the warehouse on S3', () => {
  let s3: ReturnType<typeof bucket>;
  let warehouse: Warehouse;
  beforeEach(() => {
    s3 = bucket();
    warehouse = s3Warehouse('reports', async () => s3.documents);
  });

  warehouseSuite(() => ({
    warehouse,
    lines: (_reportId, version) => (s3.objects.get(`${BASE}/v${version}.csv`) ?? '').split('\n').slice(1, -1),
    loseReply: () => {
      for (let files = 0; files < 2; files++) s3.fail(awsError('TimeoutError'), true);
    },
    goDown: () => {
      for (let files = 0; files < 2; files++) s3.fail(awsError('ServiceUnavailable', 503));
    },
  }));

  it('names its objects by day, campaign, report and version', async () => {
    const receipt = await warehouse.deliver(report);

    expect([...s3.objects.keys()]).toEqual(['json', 'csv', 'html'].map((kind) => `${BASE}/v1.${kind}`));
    expect(receipt).toMatchObject({ level: 'accepted', reference: `${BASE}/v1.json` });
  });

  it('leaves alone what somebody else wrote under its name, and says so', async () => {
    s3.objects.set(`${BASE}/v1.json`, '{"another":"document"}');

    await expect(warehouse.deliver(report)).rejects.toMatchObject({
      name: 'RejectedError',
      reason: 'warehouse_conflict',
    });

    expect(s3.objects.get(`${BASE}/v1.json`)).toBe('{"another":"document"}');
  });

  it('reads back figures that are not those of the report as they are', async () => {
    s3.objects.set(`${BASE}/v1.csv`, 'header\none line\n');

    const receipt = await warehouse.deliver(report);

    expect(receipt).toMatchObject({ rows: 1 });
    expect(receipt).not.toMatchObject({ sha256: report.sha256 });
  });

  it('is asked again when another write of the object was under way', async () => {
    s3.fail(awsError('ConditionalRequestConflict', 409));

    await expect(warehouse.deliver(report)).rejects.toMatchObject({ name: 'TransientError' });
  });
});
