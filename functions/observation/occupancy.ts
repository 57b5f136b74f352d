import type { OccupancyReading, Throttle } from '../ports/occupancy-book.ts';

/** When a busy routing queue slows the standard lane, in per cent of its agents (guide 002, edge case 3). */
export interface OccupancyRules {
  /** From here on the lane runs at half its rate. */
  readonly slowPercent: number;
  /** From here on it stops. */
  readonly stopPercent: number;
  /** Down here it runs freely again. */
  readonly freePercent: number;
  /** An older reading counts as `OUTDATED_PERCENT`. */
  readonly maxAgeMs: number;
}

/** What a queue is taken for when nobody has looked for too long. */
export const OUTDATED_PERCENT = 90;

/** A lane is not let go again sooner than this after it was held, so that it changes back and forth once a minute at most. */
const HELD_FOR_MS = 60_000;

const SEVERITY: readonly Throttle[] = ['free', 'half', 'stopped'];

/** The reading that follows another: it tightens at once, and lets go only when the queue is well below. */
export function nextReading(
  before: OccupancyReading | undefined,
  percent: number,
  rules: OccupancyRules,
  now: Date,
): OccupancyReading {
  const was = before?.throttle ?? 'free';
  const changedAt = before?.changedAt ?? now;
  const mayLetGo = percent <= rules.freePercent && now.getTime() - changedAt.getTime() >= HELD_FOR_MS;
  const throttle = mayLetGo ? 'free' : tighter(was, throttleOf(percent, rules));
  return { percent, throttle, changedAt: throttle === was ? changedAt : now, at: now };
}

/** What holds now, going by the last reading. */
export function throttleAt(
  reading: OccupancyReading | undefined,
  rules: OccupancyRules,
  now: Date,
): Throttle {
  const outdated = throttleOf(OUTDATED_PERCENT, rules);
  if (!reading) return outdated;
  const isOutdated = now.getTime() - reading.at.getTime() > rules.maxAgeMs;
  return isOutdated ? tighter(reading.throttle, outdated) : reading.throttle;
}

function throttleOf(percent: number, rules: OccupancyRules): Throttle {
  if (percent >= rules.stopPercent) return 'stopped';
  return percent >= rules.slowPercent ? 'half' : 'free';
}

const tighter = (one: Throttle, other: Throttle): Throttle =>
  SEVERITY.indexOf(one) > SEVERITY.indexOf(other) ? one : other;
