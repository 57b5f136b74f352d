/** Requests per second, and how many may come at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket. */
export interface Throttle {
  /** Takes one token; false when there is none. `nowMs` is epoch milliseconds. */
  admit(nowMs: number): boolean;
}

/** A bucket that starts full. */
export function throttle({ perSecond, burst }: Rate): Throttle {
  let tokens = burst;
  let filledAt: number | undefined;
  return {
    admit: (nowMs) => {
      const elapsedSeconds = Math.max(0, nowMs - (filledAt ?? nowMs)) / 1000;
      tokens = Math.min(burst, tokens + elapsedSeconds * perSecond);
      filledAt = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

/** A count of requests per period, in UTC. */
export interface Quota {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
}

/** Counts requests against a quota. */
export interface QuotaCounter {
  /** Counts one request; false when the period's requests are used up. */
  admit(now: Date): boolean;
}

/** A counter that starts at `used` requests, which is how an offset in the first period is expressed. */
export function quotaCounter({ limit, period }: Quota, used: number): QuotaCounter {
  let current: string | undefined;
  let count = used;
  return {
    admit: (now) => {
      const name = periodName(period, now);
      if (current !== undefined && current !== name) count = 0;
      current = name;
      if (count >= limit) return false;
      count += 1;
      return true;
    },
  };
}

const DAY_MS = 86_400_000;

function periodName(period: Quota['period'], now: Date): string {
  const day = now.toISOString().slice(0, 10);
  if (period === 'DAY') return day;
  if (period === 'MONTH') return day.slice(0, 7);
  return String(Math.floor((now.getTime() / DAY_MS + 4) / 7));
}
