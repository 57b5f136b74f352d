import { eachWithin } from '../runtime/batch.ts';

/** Contacts worked on at once. */
const CONCURRENCY = 10;

/**
 * Does the work for every contact, a few at once, each on its own: one that fails keeps no other from its work. What
 * failed is thrown when all are done, so that their message comes again; what was done is recognised then.
 */
export async function eachContact<T, R>(
  contacts: readonly T[],
  work: (contact: T) => Promise<R>,
): Promise<R[]> {
  const failures: unknown[] = [];
  const done = await eachWithin(CONCURRENCY, contacts, async (contact) => {
    try {
      return [await work(contact)];
    } catch (error) {
      failures.push(error);
      return [];
    }
  });
  if (failures.length > 0) throw failures[0];
  return done.flat();
}
