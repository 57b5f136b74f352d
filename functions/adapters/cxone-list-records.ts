import { RejectedError, TransientError } from '../errors.ts';
import { cxoneAnswer, isCxoneId } from './cxone-answers.ts';
import { CallList, type ListRecord } from './cxone-call-list.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** Records of one page: with every field of the platform's they stay below the size of an answer that is read. */
const PAGE_SIZE = 250;

/** Requests spent on one look at a list. */
const MOST_PAGES = 16;

/** A list, and those of the records that were looked for. */
export interface ListFound {
  readonly listName: string;
  readonly records: ReadonlyMap<string, ListRecord>;
}

/**
 * Looks through a calling list for records by their external ids: the platform has no question for one record. `since`:
 * only those that changed since then. `undefined` when it knows no such list. Repeatable.
 * @throws {TransientError} `contact_list_too_long` beyond 4000 records, or it cannot be asked now
 */
export async function findRecords(
  requests: CxoneRequests,
  listId: string,
  { ids, since }: { readonly ids: readonly string[]; readonly since?: Date },
): Promise<ListFound | undefined> {
  if (!isCxoneId(listId)) return undefined;
  const wanted = new Set(ids);
  const records = new Map<string, ListRecord>();
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await requests.ask({
      method: 'GET',
      path: `/lists/call-lists/${listId}`,
      query: {
        includeRecords: 'true',
        updatedSince: since?.toISOString(),
        skip: String(page * PAGE_SIZE),
        top: String(PAGE_SIZE),
      },
    });
    if (!answer) return undefined;
    const { listName, contactRecords } = cxoneAnswer(CallList, answer).resultSet;
    for (const record of contactRecords)
      if (wanted.has(record.externalId)) records.set(record.externalId, record);
    // More than a page at once: it does not page, and this was all.
    const isLast = contactRecords.length !== PAGE_SIZE;
    if (isLast || records.size === wanted.size) return { listName, records };
  }
  throw new TransientError(
    'contact_list_too_long',
    `the list holds more than ${MOST_PAGES * PAGE_SIZE} records`,
  );
}

/** @throws {RejectedError} always */
export function unknownList(): never {
  throw new RejectedError('contact_list_unknown', 'cxone knows no such calling list');
}
