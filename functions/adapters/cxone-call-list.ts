import * as z from 'zod/mini';
import { CONTACT_ID, type ContactReading, type NewContact } from '../ports/contact-lists.ts';

/**
 * Columns of our calling lists. The people who make a list map them: the first is its external id, the second its
 * destination, the third its priority (docs/cxone.md).
 */
export const EXTERNAL_ID_COLUMN = 'externalId';
export const PHONE_COLUMN = 'phone';
export const PRIORITY_COLUMN = 'priority';
const OUR_COLUMNS: readonly string[] = [EXTERNAL_ID_COLUMN, PRIORITY_COLUMN];

/** Limit of a record in Unicode characters (help.incontact.com, Set Up Calling Lists). */
const MAX_RECORD = 512;

/** A record of a list; fields that begin with `ic` are the platform's own (`contactRecords` of `GET /lists/call-lists/{listId}`). */
const ListRecord = z.looseObject({
  externalId: z.string(),
  icAttempts: z.optional(z.number()),
  icDateOfLastCall: z.optional(z.string()),
  icFinalStatus: z.optional(z.string()),
  icSourceActive: z.optional(z.boolean()),
  icSourceRemoved: z.optional(z.boolean()),
  destinations: z.optional(z.array(z.object({ formattedDestination: z.optional(z.string()) }))),
  otherFields: z.optional(
    z.array(z.object({ fieldName: z.string(), fieldValue: z.optional(z.union([z.string(), z.boolean()])) })),
  ),
});
export type ListRecord = z.infer<typeof ListRecord>;

/** A list with a page of its records. */
export const CallList = z.object({
  resultSet: z.object({
    listName: z.string().check(z.minLength(1)),
    contactRecords: z._default(z.array(ListRecord), []),
  }),
});

/** Why a contact would not arrive whole, found before anything is sent; `undefined` when nothing speaks against it. */
export function recordProblem({ id, data }: NewContact): string | undefined {
  if (!CONTACT_ID.test(id)) return 'id_not_allowed';
  const texts = Object.entries(data).flat();
  if (OUR_COLUMNS.some((column) => Object.hasOwn(data, column))) return 'column_name_not_allowed';
  if (texts.some((text) => /[\r\n]/.test(text))) return 'line_break_in_text';
  const record = [id, 'false', ...Object.values(data)].map(cell).join(',');
  return [...record].length > MAX_RECORD ? 'text_too_long' : undefined;
}

/** Contacts as a file: a header, then a record each. `first`: they are dialed before those that wait already. */
export function listFile(
  contacts: readonly NewContact[],
  { first, numberAs }: { readonly first: boolean; readonly numberAs: (phoneE164: string) => string },
): string {
  const names = [...new Set(contacts.flatMap(({ data }) => Object.keys(data)))].toSorted();
  const rows = contacts.map(({ id, data }) => [
    id,
    String(first),
    ...names.map((name) => (name === PHONE_COLUMN ? numberAs(data[name] ?? '') : (data[name] ?? ''))),
  ]);
  const lines = [[...OUR_COLUMNS, ...names], ...rows].map((row) => row.map(cell).join(','));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8').toString('base64');
}

/** RFC 4180: what holds a comma or a quote is quoted. */
const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record in our words. Once it is final, or its list is over, nobody dials it. */
export function recordReading(record: ListRecord): ContactReading {
  const { externalId, icAttempts = 0, icDateOfLastCall = '', icFinalStatus = '' } = record;
  const isOver = record.icSourceRemoved === true || record.icSourceActive === false;
  return {
    id: externalId,
    data: dataOf(record),
    callable: !isOver && !/^(?:final|true|1)$/i.test(icFinalStatus),
    called: icAttempts > 0 || icDateOfLastCall !== '',
  };
}

/** The platform keeps a number without its formatting, and columns it has no field of its own for under their names. */
function dataOf({ destinations = [], otherFields = [] }: ListRecord): Readonly<Record<string, string>> {
  const digits = destinations[0]?.formattedDestination?.replace(/\D/g, '') ?? '';
  const others = otherFields.map(({ fieldName, fieldValue = '' }) => [fieldName, String(fieldValue)]);
  return {
    ...Object.fromEntries(others.filter(([, text]) => text !== '')),
    // Ten digits are a number without its country.
    ...(digits !== '' && { [PHONE_COLUMN]: digits.length > 10 ? `+${digits}` : digits }),
  };
}

/** Whether a list keeps everything a contact was sent with; its number may be written otherwise. */
export function keepsAll(record: ListRecord, { data }: NewContact): boolean {
  const kept = dataOf(record);
  return Object.entries(data).every(
    ([name, text]) => text === '' || name === PHONE_COLUMN || kept[name] === text || record[name] === text,
  );
}
