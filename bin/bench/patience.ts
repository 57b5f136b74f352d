import { setTimeout as pause } from 'node:timers/promises';

/** How often to look, and when to give up. */
export interface Patience {
  readonly everyMs: number;
  readonly atMostMs: number;
}

/** Looks until there is something. @throws {Error} naming what was waited for, when it takes too long */
export async function waitFor<Value>(
  what: string,
  { everyMs, atMostMs }: Patience,
  look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (let waitedMs = 0; waitedMs <= atMostMs; waitedMs += everyMs) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(everyMs);
  }
  throw new Error(`${what} did not happen within ${atMostMs / 1000} s`);
}
