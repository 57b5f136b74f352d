import { createHash } from 'node:crypto';
import type { CampaignReport } from '../messages/campaign-report.ts';
import type { ReportToDeliver } from '../ports/warehouse.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { reportPage } from './report-page.ts';
import { reportCsv, reportRows } from './report-rows.ts';

/** What is stored of a report: the same bytes for the same report, whoever makes them. */
export function reportToDeliver(report: CampaignReport): ReportToDeliver {
  const rows = reportRows(report);
  return {
    report,
    rows,
    sha256: createHash('sha256')
      .update(rows.map(({ line }) => line).join('\n'))
      .digest('hex'),
    files: [
      { extension: 'json', contentType: 'application/json', text: canonicalJson(report) },
      { extension: 'csv', contentType: 'text/csv; charset=utf-8', text: reportCsv(rows) },
      { extension: 'html', contentType: 'text/html; charset=utf-8', text: reportPage(report) },
    ],
  };
}
