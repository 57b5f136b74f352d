import { TransientError } from '../errors.ts';
import type { Receipt } from '../messages/report-receipt.ts';
import type { ReportToDeliver } from '../ports/warehouse.ts';

/** Columns of a table of reports. One row for each figure of each version; the first three are its key. */
export const REPORT_COLUMNS = [
  'report_id',
  'version',
  'row_no',
  'campaign_id',
  'completed_at',
  'provisional',
  'section',
  'name',
  'value',
  'line',
] as const;
export type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** How one store spells what we say to it. */
export interface SqlDialect {
  /** The table's name, quoted. */
  readonly table: string;
  /** The rows of the JSON text that stands for `rowsJson`, as `r`. */
  readonly source: string;
  /** One column of such a row, in the column's type. */
  field(column: ReportColumn): string;
  /** SHA-256 in lower-case hex over the lines in order, joined by a line feed; also when there are none. */
  readonly checksum: string;
  /** What stands for the report's id and its version. */
  readonly parameters: { readonly reportId: string; readonly version: string };
}

/** Adds the rows that are not there. What is there stays: a version never changes. */
export function mergeStatement({ table, source, field }: SqlDialect): string {
  const fields = REPORT_COLUMNS.map((column) => `${field(column)} AS ${column}`).join(', ');
  const values = REPORT_COLUMNS.map((column) => `s.${column}`).join(', ');
  return [
    `MERGE INTO ${table} AS t`,
    `USING (SELECT ${fields} FROM ${source}) AS s`,
    'ON t.report_id = s.report_id AND t.version = s.version AND t.row_no = s.row_no',
    `WHEN NOT MATCHED THEN INSERT (${REPORT_COLUMNS.join(', ')}) VALUES (${values})`,
  ].join(' ');
}

/** How many rows a version has and what the store computes over them. */
export function readBackStatement({ table, checksum, parameters }: SqlDialect): string {
  return [
    `SELECT COUNT(*) AS row_count, ${checksum} AS sha256`,
    `FROM ${table}`,
    `WHERE report_id = ${parameters.reportId} AND version = ${parameters.version}`,
  ].join(' ');
}

/** The rows of a report as one JSON text: an array of objects by column. */
export function rowsJson({ report, rows }: ReportToDeliver): string {
  const shared = {
    report_id: report.reportId,
    version: report.version,
    campaign_id: report.campaignId,
    completed_at: report.completionTimestamp,
    provisional: report.provisional,
  };
  return JSON.stringify(
    rows.map(({ rowNo, section, name, value, line }) => ({
      ...shared,
      row_no: rowNo,
      section,
      name,
      value: value === null ? null : String(value),
      line,
    })),
  );
}

/** The receipt of one row of the read-back statement. @throws {TransientError} it holds no count and checksum */
export function sqlReceipt(
  system: string,
  [rows, sha256]: readonly (string | null)[] = [],
  { table, delivery }: { readonly table: string; readonly delivery: ReportToDeliver },
): Receipt {
  if (!/^\d+$/.test(rows ?? '') || !/^[0-9a-f]{64}$/.test(sha256 ?? '')) {
    throw new TransientError(`${system}_unreadable`, `${system} gave no count and checksum`);
  }
  const { reportId, version } = delivery.report;
  const reference = `${table} ${reportId} ${version}`;
  return { level: 'queryable', rows: Number(rows), sha256: String(sha256), reference };
}
