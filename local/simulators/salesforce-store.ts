import type { SimulatedTicket } from './desk-tokens.ts';

/** A case or a comment, with its fields as the API gives them. */
export type SalesforceRecord = Readonly<Record<string, unknown>>;

/** What an org keeps of cases. */
export interface CaseStore {
  /** Creates or updates the case of an external id. */
  upsert(
    field: string,
    value: string,
    body: SalesforceRecord,
  ): { readonly id: string; readonly created: boolean };
  update(id: string, body: SalesforceRecord): boolean;
  read(id: string): SalesforceRecord | undefined;
  comment(parentId: string, text: string): string | undefined;
  /** Records of the SOQL that the product writes; `undefined` for any other. */
  query(soql: string): readonly SalesforceRecord[] | undefined;
  tickets(): readonly SimulatedTicket[];
}

/** Values of `Status` that close a case (`CaseStatus.IsClosed`). */
const CLOSED = new Set(['Closed']);

const SELECT =
  /^SELECT ([\w, ]+) FROM (Case|CaseComment) WHERE (\w+) = '((?:[^'\\]|\\.)*)'(?: ORDER BY CreatedDate DESC)? LIMIT (\d+)$/;

/** An org without cases; `externalIdField` is unique. */
export function caseStore(externalIdField: string): CaseStore {
  const cases = new Map<string, SalesforceRecord>();
  const comments: SalesforceRecord[] = [];
  const idOf = (prefix: string, place: number): string =>
    `${prefix}5e00000${String(place).padStart(4, '0')}AAE`.slice(0, 18).padEnd(18, 'A');
  const put = (id: string, fields: SalesforceRecord): void => {
    const before = cases.get(id) ?? {
      Id: id,
      CaseNumber: String(1001 + cases.size).padStart(8, '0'),
      Status: 'New',
    };
    const after: SalesforceRecord = { ...before, ...fields };
    cases.set(id, { ...after, IsClosed: CLOSED.has(String(after.Status)) });
  };
  const byKey = (value: string) => [...cases.values()].find((record) => record[externalIdField] === value);

  return {
    upsert(field, value, body) {
      const found = byKey(value);
      const id = found ? String(found.Id) : idOf('500', cases.size + 1);
      put(id, { ...body, [field]: value });
      return { id, created: !found };
    },
    update(id, body) {
      if (!cases.has(id)) return false;
      put(id, body);
      return true;
    },
    read: (id) => cases.get(id),
    comment(parentId, text) {
      if (!cases.has(parentId)) return undefined;
      const id = idOf('00a', comments.length + 1);
      comments.push({ Id: id, ParentId: parentId, CommentBody: text });
      return id;
    },
    query(soql) {
      const [, columns = '', table, field = '', quoted = '', limit] = SELECT.exec(soql) ?? [];
      if (table === undefined) return undefined;
      const value = quoted.replace(/\\(.)/g, '$1');
      const source = table === 'Case' ? [...cases.values()] : comments.toReversed();
      const names = columns.split(/,\s*/);
      return source
        .filter((record) => record[field] === value)
        .slice(0, Number(limit))
        .map((record) => ({
          attributes: { type: table },
          ...Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
        }));
    },
    tickets: () =>
      [...cases.values()].map((record) => ({
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
      })),
  };
}
