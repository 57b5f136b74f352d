import type { CampaignReport } from '../messages/campaign-report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Bars that can be told apart on a page. */
const MOST_HOURS = 168;
const MOST_SLOTS = 1000;

/** A stretch of a campaign. */
export interface TimeSlot {
  /** Epoch milliseconds, UTC hours or days. */
  readonly startMs: number;
  readonly attempts: number;
  readonly contacts: number;
}

/** Consecutive stretches of one length, those without an attempt included. */
export interface TimeSlots {
  readonly each: 'hour' | 'day';
  readonly slots: readonly TimeSlot[];
}

/** A report's hours in a row; more than a week of them become days, and only the last thousand are kept. */
export function timeSlots(series: CampaignReport['series']): TimeSlots {
  const starts = series.map(({ start }) => Date.parse(start));
  const first = Math.min(...starts);
  const last = Math.max(...starts);
  const each = (last - first) / HOUR_MS < MOST_HOURS ? 'hour' : 'day';
  const stepMs = each === 'hour' ? HOUR_MS : DAY_MS;
  const slotOf = (ms: number): number => Math.floor(ms / stepMs);
  const sums = new Map<number, { attempts: number; contacts: number }>();
  for (const { start, attempts, contacts } of series) {
    const slot = slotOf(Date.parse(start));
    const sum = sums.get(slot) ?? { attempts: 0, contacts: 0 };
    sums.set(slot, { attempts: sum.attempts + attempts, contacts: sum.contacts + contacts });
  }
  const from = Math.max(slotOf(first), slotOf(last) - MOST_SLOTS + 1);
  const length = series.length === 0 ? 0 : slotOf(last) - from + 1;
  const slots = Array.from({ length }, (_, index) => ({
    startMs: (from + index) * stepMs,
    ...(sums.get(from + index) ?? { attempts: 0, contacts: 0 }),
  }));
  return { each, slots };
}
