import type { CampaignReport } from '../messages/campaign-report.ts';
import type { ReportRow } from '../ports/warehouse.ts';

/** The first line of the CSV document. */
export const CSV_HEADER = 'report_id,version,campaign_id,row_no,section,name,value';

type Figure = readonly [section: string, name: string, value: ReportRow['value']];

/** The report as rows, always in the same order for the same report. */
export function reportRows(report: CampaignReport): readonly ReportRow[] {
  return figures(report).map(([section, name, value], index) => {
    const rowNo = index + 1;
    const cells = [report.reportId, report.version, report.campaignId, rowNo, section, name, value];
    return { rowNo, section, name, value, line: cells.map(cell).join(',') };
  });
}

/** The CSV document: a header line and the rows' lines, each ended by a line feed. */
export const reportCsv = (rows: readonly ReportRow[]): string =>
  [CSV_HEADER, ...rows.map(({ line }) => line)].map((line) => `${line}\n`).join('');

function figures(report: CampaignReport): Figure[] {
  const { contacts, metrics, residual } = report;
  return [
    ['report', 'completionTimestamp', report.completionTimestamp],
    ['report', 'endTime', report.endTime],
    ['report', 'provisional', String(report.provisional)],
    ['report', 'supersedesVersion', report.supersedes?.version ?? null],
    ['report', 'intervalStart', report.interval.start],
    ['report', 'intervalEnd', report.interval.end],
    ...named('metrics', metrics),
    ['contacts', 'total', contacts.total],
    ['contacts', 'called', contacts.called],
    ['contacts', 'skipped', contacts.skipped],
    ...named('skipped', contacts.skippedByReason),
    ...named('residual', residual),
    ...report.outcomes.map(
      ({ wrapUpCode, contacts: count }): Figure => ['outcomes', wrapUpCode ?? '(none)', count],
    ),
    ...report.series.map(({ start, attempts }): Figure => ['attempts_by_hour', start, attempts]),
    ...report.series.map(({ start, contacts: count }): Figure => ['contacts_by_hour', start, count]),
    ...report.differences.flatMap(({ figure, before, after }): Figure[] => [
      ['difference_before', figure, before],
      ['difference_after', figure, after],
    ]),
  ];
}

const named = (section: string, values: Readonly<Record<string, ReportRow['value']>>): Figure[] =>
  Object.entries(values).map(([name, value]) => [section, name, value]);

/** What a spreadsheet takes for a formula at the beginning of a text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell of one line: numbers as they are, texts neutralised and, where they must be, quoted; nothing for `null`. */
function cell(value: ReportRow['value']): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  const oneLine = harmless.replace(/[\r\n\u2028\u2029]+/g, ' ');
  return /[",]/.test(oneLine) ? `"${oneLine.replaceAll('"', '""')}"` : oneLine;
}
