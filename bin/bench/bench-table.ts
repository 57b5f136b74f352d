/** One value of a table; numbers are shown as they are, so round them to what is meant. */
export type Cell = string | number;

/** What one measurement gives: rows with the same columns, and what must be known to read them. */
export interface BenchTable {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly notes: readonly string[];
}

/** Told what is being done while a measurement takes its time. */
export type Progress = (step: string) => void;

/** A target and whether it was reached. */
export const verdict = (met: boolean): string => (met ? 'met' : 'not met');

/** A number with this many digits after the point. */
export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** A table for a person: the first column to the left, the others to the right. */
export function tableText({ title, rows, notes }: BenchTable): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const written = lines.map((line) =>
    line
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...written.map((line) => `  ${line}`), ...notes.map((note) => `  - ${note}`)].join('\n');
}

const shown = (cell: Cell | undefined): string =>
  typeof cell === 'number' ? cell.toLocaleString('en-US', { maximumFractionDigits: 3 }) : (cell ?? '');
