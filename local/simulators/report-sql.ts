import { z } from 'zod';
import { inOrder, type ReportTable, sha256, type TableRow } from './report-table.ts';

/** How a store spells the two statements that are known here. */
export interface SqlForms {
  /** Of a row's column: the JSON field, its type if it has one, and its name. Groups `from` or `from2`, `type`, `as`. */
  readonly field: RegExp;
  /** The source of rows; `{}` stands for the text of JSON. */
  readonly source: string;
  /** The checksum over a column in an order. Groups `column`, `order`. */
  readonly checksum: RegExp;
  /** The spelling of whole numbers, instants and truths. */
  readonly types: Readonly<Record<string, 'whole' | 'instant' | 'truth' | 'text'>>;
}

/** What a statement gives: rows of texts, and how many rows it added. */
export interface SqlResult {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly added?: number;
}

/** A statement the store does not understand or may not run. */
export class SqlRefusal extends Error {
  override readonly name = 'SqlRefusal';
  readonly kind: 'syntax' | 'missing' | 'value';
  constructor(kind: SqlRefusal['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

const MERGE =
  /^MERGE INTO (?<table>\S+) AS t USING \(SELECT (?<fields>.+) FROM (?<source>.+) AS r\) AS s ON (?<on>.+) WHEN NOT MATCHED THEN INSERT \((?<into>[\w, ]+)\) VALUES \((?<values>[\w., ]+)\)$/;
const READ =
  /^SELECT COUNT\(\*\) AS (?<count>\w+), (?<checksum>.+) AS (?<sum>\w+) FROM (?<table>\S+) WHERE (?<where>.+)$/;

/**
 * Runs the two statements that deliveries need, and nothing else, on one table: a MERGE that only inserts, from a text
 * of JSON, and a count with a checksum. `parameters`: by the spelling of their place, in order of appearance.
 * @throws {SqlRefusal}
 */
export function runSql(
  forms: SqlForms,
  { name, table }: { readonly name: string; readonly table: ReportTable },
  text: string,
  next: (place: string) => string,
): SqlResult {
  const merge = MERGE.exec(text)?.groups;
  const read = READ.exec(text)?.groups;
  const at = (merge ?? read)?.table;
  if (at === undefined) throw new SqlRefusal('syntax', 'unexpected statement');
  if (at !== name) throw new SqlRefusal('missing', `table ${at} does not exist or is not authorized`);
  return merge ? runMerge(forms, table, merge, next) : runRead(forms, table, read ?? {}, next);
}

/** Runs, and gives a refusal instead of throwing it. */
export function attempt(run: () => SqlResult): SqlResult | SqlRefusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof SqlRefusal) return error;
    throw error;
  }
}

type Groups = Readonly<Record<string, string | undefined>>;

function runMerge(
  forms: SqlForms,
  table: ReportTable,
  { fields = '', source = '', on = '', into = '', values = '' }: Groups,
  next: (place: string) => string,
): SqlResult {
  const [before = '', after = ''] = forms.source.split('{}');
  if (!source.startsWith(before) || !source.endsWith(after))
    throw new SqlRefusal('syntax', `unexpected ${source}`);
  const place = source.slice(before.length, source.length - after.length);
  const columns = fields.split(/(?<= AS \w+), /).map((field) => fieldOf(forms, field));
  const keys = on.split(' AND ').map((part) => /^t\.(\w+) = s\.(\w+)$/.exec(part)?.[1] ?? '');
  const names = into.split(', ');
  if (values !== names.map((name) => `s.${name}`).join(', '))
    throw new SqlRefusal('syntax', 'unexpected VALUES');
  for (const name of [...keys, ...names]) {
    if (!table.columns.includes(name)) throw new SqlRefusal('missing', `invalid identifier ${name}`);
  }
  const given = z.array(z.record(z.string(), z.unknown())).safeParse(jsonOf(next(place)));
  if (!given.success) throw new SqlRefusal('value', 'the parameter is no JSON array of objects');
  const rows = given.data.map((row) =>
    Object.fromEntries(columns.map(({ from, as, type }) => [as, cast(row[from], type)])),
  );
  const added = table.addMissing(keys, rows);
  return { names: ['number of rows inserted'], rows: [[String(added)]], added };
}

function fieldOf({ field, types }: SqlForms, text: string) {
  const { from, from2, as, type } = field.exec(text)?.groups ?? {};
  const name = from ?? from2;
  const kind = type === undefined ? 'text' : types[type];
  if (!name || !as || !kind) throw new SqlRefusal('syntax', `unexpected ${text}`);
  return { from: name, as, type: kind };
}

function cast(value: unknown, type: SqlForms['types'][string]): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  const fits = {
    whole: /^-?\d+$/.test(text),
    instant: !Number.isNaN(Date.parse(text)),
    truth: text === 'true' || text === 'false',
    text: true,
  }[type];
  if (!fits) throw new SqlRefusal('value', `a value is not recognized as ${type}`);
  return text;
}

function runRead(
  forms: SqlForms,
  table: ReportTable,
  { count = '', sum = '', checksum = '', where = '' }: Groups,
  next: (place: string) => string,
): SqlResult {
  const { column, order } = forms.checksum.exec(checksum)?.groups ?? {};
  if (!column || !order) throw new SqlRefusal('syntax', `unexpected ${checksum}`);
  const conditions: TableRow = Object.fromEntries(
    where.split(' AND ').map((part) => {
      const [, name = '', place = ''] = /^(\w+) = (\S+)$/.exec(part) ?? [];
      if (!table.columns.includes(name)) throw new SqlRefusal('missing', `invalid identifier ${name}`);
      return [name, next(place)];
    }),
  );
  const rows = table.where(conditions);
  const text = inOrder(rows, order)
    .map((row) => row[column] ?? '')
    .join('\n');
  return { names: [count, sum], rows: [[String(rows.length), sha256(text)]] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
