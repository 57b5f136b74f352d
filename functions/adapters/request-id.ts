import { createHash } from 'node:crypto';
import type { ReportToDeliver } from '../ports/warehouse.ts';

/** For so long a store takes two writes of one report for one (BigQuery, `requestId` of `jobs.query`). */
const REPEATED_WITHIN_MS = 15 * 60_000;

/**
 * A UUID for the write of a report: the same from everybody for a quarter of an hour, so that a write whose answer was
 * lost is not run again. Then another, so that a write that failed can be. (RFC 9562, version 8)
 */
export function requestId({ report, sha256 }: ReportToDeliver, now: Date): string {
  const quarter = Math.floor(now.getTime() / REPEATED_WITHIN_MS);
  const digest = createHash('sha256')
    .update(`${report.reportId}#${report.version}#${sha256}#${quarter}`)
    .digest('hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
