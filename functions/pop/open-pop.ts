import type { Clock } from '../ports/clock.ts';
import type { Pops } from '../ports/pops.ts';

/**
 * Where a browser goes that opens a pop; `undefined` when it is over. Every opening renews it for so many minutes: an
 * agent who works on a contact can open its page again, and an address that lies around opens nothing any more.
 * @throws {TransientError} the store cannot be reached
 */
export function openPop(
  popId: string,
  { pops, clock }: { readonly pops: Pick<Pops, 'open'>; readonly clock: Clock },
  minutes: number,
): Promise<string | undefined> {
  const now = clock.now();
  return pops.open(popId, { now, until: new Date(now.getTime() + minutes * 60_000) });
}
