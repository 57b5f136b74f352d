const WINDOW_MS = 60_000;

/** Where a caller stands in its current minute. */
export interface RateStanding {
  /** Requests so far, this one included. */
  readonly count: number;
  readonly allowed: number;
  /** Whole seconds until the minute ends, at least 1. */
  readonly resetSeconds: number;
}

/** Counts a request of a caller at an instant and tells where the caller stands. */
export type RateWindow = (caller: string, at: Date) => RateStanding;

/** Fixed one-minute windows, one per caller, each starting with the caller's first request. */
export function rateWindow(allowed: number): RateWindow {
  const windows = new Map<string, { startMs: number; count: number }>();
  return (caller, at) => {
    const atMs = at.getTime();
    const known = windows.get(caller);
    const window =
      known !== undefined && atMs < known.startMs + WINDOW_MS ? known : { startMs: atMs, count: 0 };
    window.count += 1;
    windows.set(caller, window);
    const leftMs = window.startMs + WINDOW_MS - atMs;
    return { count: window.count, allowed, resetSeconds: Math.max(1, Math.ceil(leftMs / 1000)) };
  };
}
