import type { SimulatedTicket } from './desk-tokens.ts';

/** A record with its fields as the API gives them. */
export type SalesforceRecord = Readonly<Record<string, unknown>>;

/** The objects an org keeps here. */
export type SObject = 'Case' | 'CaseComment' | 'Contact' | 'Task';

/** What an org keeps. External ids are unique. */
export interface OrgStore {
  /** Creates or updates the record with an external id; `missing`: a required field was not given. */
  upsert(sobject: SObject, field: string, value: string, body: SalesforceRecord): Upserted;
  /** @returns the new record's id */
  insert(sobject: SObject, body: SalesforceRecord): string;
  /** @returns whether there is such a record */
  update(sobject: SObject, id: string, body: SalesforceRecord): boolean;
  remove(sobject: SObject, id: string): void;
  read(sobject: SObject, id: string): SalesforceRecord | undefined;
  byExternalId(sobject: SObject, field: string, value: string): SalesforceRecord | undefined;
  /** In the order they were created. */
  all(sobject: SObject): readonly SalesforceRecord[];
  /** Records of the SOQL that the product writes; `undefined` for any other. */
  query(soql: string): readonly SalesforceRecord[] | undefined;
  tickets(externalIdField: string): readonly SimulatedTicket[];
}

export type Upserted = { readonly id: string; readonly created: boolean } | { readonly missing: string };

/** Values of `Status` that close a record (`CaseStatus.IsClosed`, `TaskStatus.IsClosed`). */
const CLOSED = new Set(['Closed', 'Completed']);

/** How ids of an object begin. */
const PREFIX: Readonly<Record<SObject, string>> = {
  Case: '500',
  CaseComment: '00a',
  Contact: '003',
  Task: '00T',
};

const REQUIRED: Partial<Readonly<Record<SObject, string>>> = { Contact: 'LastName' };

const SELECT =
  /^SELECT ([\w, ]+) FROM (Case|CaseComment|Contact|Task) WHERE (\w+) = '((?:[^'\\]|\\.)*)'(?: ORDER BY CreatedDate DESC)? LIMIT (\d+)$/;

/** An org without records. */
export function orgStore(): OrgStore {
  const objects = new Map<SObject, Map<string, SalesforceRecord>>();
  const recordsOf = (sobject: SObject): Map<string, SalesforceRecord> => {
    const records = objects.get(sobject) ?? new Map<string, SalesforceRecord>();
    objects.set(sobject, records);
    return records;
  };
  let created = 0;

  function insert(sobject: SObject, body: SalesforceRecord): string {
    const serial = String(++created).padStart(4, '0');
    const id = `${PREFIX[sobject]}5e00000${serial}AAE`.slice(0, 18).padEnd(18, 'A');
    recordsOf(sobject).set(id, settled(sobject, { Id: id, ...begun(sobject, created), ...body }));
    return id;
  }

  function update(sobject: SObject, id: string, body: SalesforceRecord): boolean {
    const before = recordsOf(sobject).get(id);
    if (before) recordsOf(sobject).set(id, settled(sobject, { ...before, ...body }));
    return before !== undefined;
  }

  const all = (sobject: SObject): readonly SalesforceRecord[] => [...recordsOf(sobject).values()];
  const byExternalId = (sobject: SObject, field: string, value: string) =>
    all(sobject).find((record) => record[field] === value);

  return {
    insert,
    update,
    all,
    byExternalId,
    upsert(sobject, field, value, body) {
      const found = byExternalId(sobject, field, value);
      const required = REQUIRED[sobject];
      const after = { ...found, ...body };
      if (required !== undefined && (after[required] ?? '') === '') return { missing: required };
      if (!found) return { id: insert(sobject, { ...body, [field]: value }), created: true };
      update(sobject, String(found.Id), body);
      return { id: String(found.Id), created: false };
    },
    remove: (sobject, id) => void recordsOf(sobject).delete(id),
    read: (sobject, id) => recordsOf(sobject).get(id),
    query: (soql) => selected(soql, (sobject) => all(sobject)),
    tickets: (field) => all('Case').map((record) => ticketOf(record, field, all('CaseComment'))),
  };
}

/** What a new record has without being told. */
function begun(sobject: SObject, serial: number): SalesforceRecord {
  if (sobject === 'Case') return { CaseNumber: String(1000 + serial).padStart(8, '0'), Status: 'New' };
  return sobject === 'Task' ? { Status: 'Not Started', Priority: 'Normal' } : {};
}

function settled(sobject: SObject, record: SalesforceRecord): SalesforceRecord {
  const hasStatus = sobject === 'Case' || sobject === 'Task';
  return hasStatus ? { ...record, IsClosed: CLOSED.has(String(record.Status)) } : record;
}

function selected(
  soql: string,
  recordsOf: (sobject: SObject) => readonly SalesforceRecord[],
): readonly SalesforceRecord[] | undefined {
  const [, columns = '', table, field = '', quoted = '', limit] = SELECT.exec(soql) ?? [];
  if (table === undefined) return undefined;
  const value = quoted.replace(/\\(.)/g, '$1');
  const sobject = table as SObject;
  const source = sobject === 'CaseComment' ? recordsOf(sobject).toReversed() : recordsOf(sobject);
  const names = columns.split(/,\s*/);
  return source
    .filter((record) => record[field] === value)
    .slice(0, Number(limit))
    .map((record) => columnsOf(sobject, record, names));
}

/** A record with these fields, as the API gives it. */
export const columnsOf = (
  sobject: SObject,
  record: SalesforceRecord,
  names: readonly string[],
): SalesforceRecord => ({
  attributes: { type: sobject },
  ...Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
});

const ticketOf = (
  record: SalesforceRecord,
  externalIdField: string,
  comments: readonly SalesforceRecord[],
): SimulatedTicket => ({
  id: String(record.Id),
  number: String(record.CaseNumber),
  key: String(record[externalIdField] ?? ''),
  open: record.IsClosed !== true,
  subject: String(record.Subject ?? ''),
  description: String(record.Description ?? ''),
  priority: String(record.Priority ?? ''),
  notes: comments
    .filter(({ ParentId }) => ParentId === record.Id)
    .map(({ CommentBody }) => String(CommentBody)),
});
