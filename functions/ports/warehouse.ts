import type { CampaignReport } from '../messages/campaign-report.ts';
import type { Receipt } from '../messages/report-receipt.ts';

/** One figure of a report, for stores of rows. */
export interface ReportRow {
  /** Counts from 1; with the report's id and version it names the row for good. */
  readonly rowNo: number;
  /** `report`, `metrics`, `contacts`, `skipped`, `residual`, `outcomes`, `attempts_by_hour`, `contacts_by_hour`, ... */
  readonly section: string;
  readonly name: string;
  readonly value: number | string | null;
  /** The row as a line of CSV, formula prefixes neutralised, without a line break. Stored as it is. */
  readonly line: string;
}

/** A version of a report and the texts that are stored of it. They never change for one `reportId` and `version`. */
export interface ReportToDeliver {
  readonly report: CampaignReport;
  readonly rows: readonly ReportRow[];
  /** SHA-256 of the rows' lines joined by `\n`, as UTF-8, lower-case hex: what a receipt must say again. */
  readonly sha256: string;
  /** Whole documents: `json`, `csv` (a header line, then the rows' lines, each ended by `\n`) and `html`. */
  readonly files: readonly ReportFile[];
}

/** One document of a report. */
export interface ReportFile {
  readonly extension: 'json' | 'csv' | 'html';
  readonly contentType: string;
  readonly text: string;
}

/** A store of reports outside of this product. */
export interface Warehouse {
  /**
   * Stores the report's version, once however often it is asked, and reads back what is there. It does not compare: a
   * receipt that says something else than the report is the caller's finding, and the store's rows stay as they are.
   * Repeatable, by two callers at once, after a lost answer too.
   * @throws {TransientError} it is not known to be stored: deliver again later, after `retryAfterMs` when it was told
   * @throws {RejectedError} the store refuses it for good, and a person must look
   */
  deliver(report: ReportToDeliver): Promise<Receipt>;
}
