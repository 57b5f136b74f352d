import { createHash } from 'node:crypto';
import type { SimulatedTicket } from './desk-tokens.ts';

/** An incident row: every value is text, as the Table API gives them. */
export type IncidentRow = Readonly<Record<string, string>>;

/** A written entry of a journal field. */
export interface JournalRow extends IncidentRow {
  readonly element_id: string;
  readonly element: string;
  readonly value: string;
}

/** What becomes of a write. */
export type Written =
  | { readonly kind: 'row'; readonly row: IncidentRow }
  | { readonly kind: 'missing' }
  | { readonly kind: 'policy'; readonly message: string };

/** The tables an instance keeps of incidents. */
export interface IncidentTable {
  create(fields: IncidentRow, at: Date): IncidentRow;
  update(id: string, fields: IncidentRow, at: Date): Written;
  read(id: string): IncidentRow | undefined;
  /** Rows of an encoded query; conditions on columns that are not there are left out silently, as the platform does. */
  find(table: 'incident' | 'sys_journal_field', query: string, limit: number): readonly IncidentRow[];
  tickets(): readonly SimulatedTicket[];
}

const JOURNALS = ['work_notes', 'comments'];
const COLUMNS = new Set([
  'sys_id',
  'number',
  'state',
  'active',
  'correlation_id',
  'correlation_display',
  'short_description',
  'description',
  'impact',
  'urgency',
  'priority',
  'close_code',
  'close_notes',
  'assignment_group',
  'caller_id',
  'parent_incident',
  'sys_created_on',
  'sys_updated_on',
]);
const JOURNAL_COLUMNS = new Set(['sys_id', 'element_id', 'element', 'name', 'value', 'sys_created_on']);

const PRIORITIES: Readonly<Record<string, string>> = { '1': '1', '2': '3', '3': '5' };

/** Empty tables. */
export function incidentTable(): IncidentTable {
  const rows = new Map<string, IncidentRow>();
  const journal: JournalRow[] = [];

  const write = (id: string, before: IncidentRow, fields: IncidentRow, at: Date): IncidentRow => {
    const kept = Object.entries(fields).filter(([name]) => !JOURNALS.includes(name));
    for (const element of JOURNALS) {
      const value = fields[element];
      if (value) journal.push(entry(journal.length, id, element, value, at));
    }
    const row: IncidentRow = { ...before, ...Object.fromEntries(kept), sys_updated_on: stamp(at) };
    const whole = {
      ...row,
      active: ['7', '8'].includes(row.state ?? '') ? 'false' : 'true',
      priority: PRIORITIES[row.impact ?? '3'] ?? '5',
    };
    rows.set(id, whole);
    return whole;
  };

  return {
    create(fields, at) {
      const id = createHash('md5').update(`incident ${rows.size}`).digest('hex');
      const number = `INC${String(10_001 + rows.size).padStart(7, '0')}`;
      return write(id, { sys_id: id, number, state: '1', sys_created_on: stamp(at) }, fields, at);
    },
    update(id, fields, at) {
      const before = rows.get(id);
      if (!before) return { kind: 'missing' };
      const after = { ...before, ...fields };
      const closes = after.state === '6' || after.state === '7';
      if (closes && before.state !== after.state && !(fields.close_code && fields.close_notes)) {
        const message =
          'Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes';
        return { kind: 'policy', message };
      }
      return { kind: 'row', row: write(id, before, fields, at) };
    },
    read: (id) => rows.get(id),
    find(table, query, limit) {
      const columns = table === 'incident' ? COLUMNS : JOURNAL_COLUMNS;
      const source: readonly IncidentRow[] = table === 'incident' ? [...rows.values()] : journal;
      const conditions = query.split('^').flatMap((part) => conditionOf(part, columns));
      return source.filter((row) => conditions.every((holds) => holds(row))).slice(0, limit);
    },
    tickets: () =>
      [...rows.values()].map((row) => ({
        id: row.sys_id ?? '',
        number: row.number ?? '',
        key: row.correlation_id ?? '',
        open: !['6', '7', '8'].includes(row.state ?? ''),
        subject: row.short_description ?? '',
        description: row.description ?? '',
        priority: row.priority ?? '',
        notes: [
          ...journal.filter(({ element_id }) => element_id === row.sys_id).map(({ value }) => value),
          ...(row.close_notes ? [row.close_notes] : []),
        ],
      })),
  };
}

function conditionOf(part: string, columns: ReadonlySet<string>): ((row: IncidentRow) => boolean)[] {
  const [, column = '', operator, value = ''] = /^([a-z_]+)(=|LIKE)(.*)$/.exec(part) ?? [];
  if (operator === undefined || !columns.has(column)) return [];
  return [(row) => (operator === '=' ? row[column] === value : (row[column] ?? '').includes(value))];
}

function entry(place: number, id: string, element: string, value: string, at: Date): JournalRow {
  const sys_id = createHash('md5').update(`journal ${place}`).digest('hex');
  return { sys_id, element_id: id, element, name: 'incident', value, sys_created_on: stamp(at) };
}

/** `yyyy-MM-dd HH:mm:ss` in UTC. */
const stamp = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');
