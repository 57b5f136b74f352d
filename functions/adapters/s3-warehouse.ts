import { createHash } from 'node:crypto';
import { RejectedError, TransientError } from '../errors.ts';
import type { Receipt } from '../messages/report-receipt.ts';
import type { ReportFile, ReportToDeliver, Warehouse } from '../ports/warehouse.ts';
import { awsErrorName, fromAws } from './aws-errors.ts';
import { lazily } from './lazily.ts';
import type { S3Documents } from './s3-documents.ts';

/**
 * Reports as objects `reports/dt=<day>/<campaign>/<report>/v<version>.<extension>`, each written once
 * (`If-None-Match: *`) with its SHA-256. The receipt is read from the CSV object that lies there; another document
 * under a name of ours is refused for good.
 */
export function s3Warehouse(
  bucket: string,
  documents: () => Promise<S3Documents> = lazily(async () =>
    (await import('./s3-documents.ts')).s3Documents(bucket),
  ),
): Warehouse {
  return {
    async deliver(report) {
      const store = await documents();
      const base = baseOf(report);
      const texts = await Promise.all(report.files.map((file) => keepOne(store, base, file)));
      const csv = texts[report.files.findIndex(({ extension }) => extension === 'csv')];
      return receiptOf(csv ?? '', base);
    },
  };
}

/** Writes a document and gives what lies there afterwards. */
async function keepOne(
  store: S3Documents,
  base: string,
  { extension, contentType, text }: ReportFile,
): Promise<string> {
  const key = `${base}.${extension}`;
  try {
    await store.putOnce(key, { text, contentType });
    const there = await store.get(key);
    if (there === undefined)
      throw new TransientError('warehouse_unavailable', 's3: the object is not there yet');
    // The figures are the caller's to compare; for the documents beside them nobody else does.
    if (extension !== 'csv' && there !== text) {
      throw new RejectedError('warehouse_conflict', 's3: another document lies under the name of this one');
    }
    return there;
  } catch (error) {
    throw failure(error);
  }
}

function failure(error: unknown): Error {
  if (error instanceof RejectedError || error instanceof TransientError) return error;
  // Two wrote at once, and S3 asks to try again (S3 API reference, PutObject).
  if (awsErrorName(error) === 'ConditionalRequestConflict') {
    return new TransientError('warehouse_unavailable', 's3: another write is under way', { cause: error });
  }
  return fromAws('warehouse_unavailable', error);
}

const baseOf = ({ report }: ReportToDeliver): string =>
  [
    'reports',
    `dt=${report.completionTimestamp.slice(0, 10)}`,
    encodeURIComponent(report.campaignId),
    report.reportId,
    `v${report.version}`,
  ].join('/');

function receiptOf(csv: string, base: string): Receipt {
  const [, ...lines] = csv.replace(/\n$/, '').split('\n');
  return {
    level: 'accepted',
    rows: lines.length,
    sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
    reference: `${base}.json`,
  };
}
