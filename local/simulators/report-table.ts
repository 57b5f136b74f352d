import { createHash } from 'node:crypto';

/** A row by column. */
export type TableRow = Readonly<Record<string, string | null>>;

/** A simulated table of reports, whichever store it lies in. Values are kept as texts. */
export interface ReportTable {
  readonly columns: readonly string[];
  /** Adds the rows whose keys are not there; gives how many. */
  addMissing(keys: readonly string[], rows: readonly TableRow[]): number;
  where(conditions: TableRow): readonly TableRow[];
  /** Lines of a version of a report in order. */
  lines(reportId: string, version: number): readonly string[];
  /** Somebody else changes the table: rows become what `change` makes of them, or go with `undefined`. */
  tamper(change: (row: TableRow) => TableRow | undefined): void;
}

/** An empty table. */
export function reportTable(columns: readonly string[]): ReportTable {
  let kept: TableRow[] = [];
  const where = (conditions: TableRow): readonly TableRow[] =>
    kept.filter((row) => Object.entries(conditions).every(([column, value]) => row[column] === value));

  return {
    columns,
    where,
    addMissing(keys, rows) {
      const name = (row: TableRow): string => JSON.stringify(keys.map((key) => row[key]));
      const there = new Set(kept.map(name));
      const missing = rows.filter((row) => !there.has(name(row)));
      kept = [...kept, ...missing];
      return missing.length;
    },
    lines: (reportId, version) =>
      inOrder(where({ report_id: reportId, version: String(version) }), 'row_no').map(
        ({ line }) => line ?? '',
      ),
    tamper(change) {
      kept = kept.map(change).filter((row) => row !== undefined);
    },
  };
}

/** Rows by a column of whole numbers. */
export const inOrder = (rows: readonly TableRow[], column: string): readonly TableRow[] =>
  rows.toSorted((one, other) => Number(one[column]) - Number(other[column]));

/** SHA-256 in lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
