import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sleep } from '../ports/sleep.ts';

/** A look that failed is repeated after this time, so that one lost answer does not cost a minute. */
const LOOK_AGAIN_MS = 10_000;

/** What the platform answers the first or the second time; the second failure when it cannot be asked. */
export async function lookTwice<Seen>(
  look: () => Promise<Seen>,
  { clock, sleep }: { readonly clock: Clock; readonly sleep: Sleep },
): Promise<Seen | TransientError> {
  const first = await once(look);
  if (!(first instanceof TransientError)) return first;
  await sleep.until(new Date(clock.now().getTime() + LOOK_AGAIN_MS));
  return once(look);
}

async function once<Seen>(look: () => Promise<Seen>): Promise<Seen | TransientError> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TransientError) return error;
    throw error;
  }
}
