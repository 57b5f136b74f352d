import type { PaceCounts, PaceState } from '../ports/pace-book.ts';

const MINUTE_MS = 60_000;
const NOTHING = { slots: 0, holds: 0 };

/** Counts one more of something in the minute that runs. Instants are epoch ms. */
export function counted(before: PaceCounts | undefined, what: keyof typeof NOTHING, now: number): PaceCounts {
  const counts = countsAt(before, now);
  return { ...counts, [what]: counts[what] + 1 };
}

/** The counts as they stand: a minute that is over becomes the last one. */
function countsAt(before: PaceCounts | undefined, now: number): PaceCounts {
  const minute = Math.floor(now / MINUTE_MS);
  if (!before) return { minute, ...NOTHING, last: NOTHING };
  if (before.minute >= minute) return before;
  const last = before.minute === minute - 1 ? { slots: before.slots, holds: before.holds } : NOTHING;
  return { minute, ...NOTHING, last };
}

/** What a destination's budget says of the last whole minute and of now. */
export interface PaceReading {
  /** Slots given. */
  readonly requests: number;
  /** How often the destination told somebody to wait. */
  readonly throttled: number;
  /** 1 while nothing is sent because the destination fails. */
  readonly breakerOpen: 0 | 1;
}

/** Reads a budget; one that nobody has drawn on reads as zeros. */
export function paceReading(state: PaceState | undefined, now: number): PaceReading {
  const { slots, holds } = countsAt(state?.counts, now).last;
  const isOpen = state !== undefined && state.breaker.kind !== 'closed';
  return { requests: slots, throttled: holds, breakerOpen: isOpen ? 1 : 0 };
}
