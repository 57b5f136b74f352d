import * as z from 'zod/mini';
import { cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

const Removal = z.object({
  successfulRecords: z._default(z.array(z.object({ externalId: z.optional(z.string()) })), []),
});

/**
 * Takes a record off a calling list. Whether the platform says that it has: `false` also where it was not on it.
 * Repeatable. (`DELETE /lists/call-lists/{sourceName}/removeProspects`; the list is named, not numbered)
 * @throws {TransientError} it may still be on it
 */
export async function removeProspect(
  requests: CxoneRequests,
  listName: string,
  id: string,
): Promise<boolean> {
  const path = `/lists/call-lists/${encodeURIComponent(listName)}/removeProspects`;
  const body = { prospectsToRemove: [{ externalId: id }] };
  const answer = await requests.ask({ method: 'DELETE', path, body });
  const removed = answer ? cxoneAnswer(Removal, answer).successfulRecords : [];
  return removed.some(({ externalId }) => externalId === id);
}
