import type { CxoneRequests } from './cxone-requests.ts';

/** Rows of one page, and pages that are read of one question. */
const PAGE_ROWS = 1000;
const MOST_PAGES = 5;

/**
 * The rows of a list, page after page until one is not full, at most five thousand. A list without rows has no body
 * (204). `rowsIn`: the rows of an answer.
 * @throws {TransientError} it cannot be asked now, or its answer cannot be read
 */
export async function* rowsOf<Row>(
  requests: CxoneRequests,
  path: string,
  query: Readonly<Record<string, string>>,
  rowsIn: (body: string) => readonly Row[],
): AsyncGenerator<Row> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const paging = { top: String(PAGE_ROWS), skip: String(page * PAGE_ROWS) };
    const answer = await requests.ask({ method: 'GET', path, query: { ...query, ...paging } });
    const rows = answer && answer.body !== '' ? rowsIn(answer.body) : [];
    yield* rows;
    if (rows.length < PAGE_ROWS) return;
  }
}
