import * as z from 'zod/mini';
import { cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

const Removal = z.object({
  successfulRecords: z._default(z.array(z.object({ externalId: z.optional(z.string()) })), []),
});

/**
 * Takes records off a calling list. Gives those of which the platform says that it has; others may not have been on it.
 * Repeatable; for none nothing is asked. (`DELETE /lists/call-lists/{sourceName}/removeProspects`: the list is named,
 * not numbered)
 * @throws {TransientError} they may still be on it
 */
export async function removeProspects(
  requests: CxoneRequests,
  listName: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const path = `/lists/call-lists/${encodeURIComponent(listName)}/removeProspects`;
  const body = { prospectsToRemove: ids.map((externalId) => ({ externalId })) };
  const answer = await requests.ask({ method: 'DELETE', path, body });
  const removed = answer ? cxoneAnswer(Removal, answer).successfulRecords : [];
  return new Set(removed.flatMap(({ externalId }) => externalId ?? []));
}
