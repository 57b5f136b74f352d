import type { AlertOutcome } from '../alert/ending.ts';
import { eachWithin } from '../runtime/batch.ts';

/** Alerts or calls moved at once. */
const CONCURRENCY = 8;

/** A sweep takes up nothing new when less than this is left, ms. */
const SAFE_REMAINDER_MS = 8000;

/** An alert that could not be moved, and why. The next sweep meets it again. */
export interface SweepFailure {
  readonly key: string;
  readonly error: unknown;
}

/** How a sweep ended for one alert, failures included. */
export type SweepResult = AlertOutcome | SweepFailure;

export interface Swept<R> {
  /** What the work answered, where it answered anything. */
  readonly done: readonly R[];
  readonly failures: readonly SweepFailure[];
  /** `false`: something was not taken up for want of time. */
  readonly complete: boolean;
}

/**
 * Does the work for every alert, a few at once, as long as there is time; `remainingMs`: until the function is cut off.
 * One stuck alert never holds up the others.
 */
export async function eachInTime<T extends { readonly key: string }, R extends object>(
  alerts: readonly T[],
  remainingMs: () => number,
  work: (alert: T) => Promise<R | undefined>,
): Promise<Swept<R>> {
  const failures: SweepFailure[] = [];
  let complete = true;
  const done = await eachWithin(CONCURRENCY, alerts, async (alert) => {
    if (remainingMs() < SAFE_REMAINDER_MS) {
      complete = false;
      return undefined;
    }
    try {
      return await work(alert);
    } catch (error) {
      failures.push({ key: alert.key, error });
      return undefined;
    }
  });
  return { done: done.filter((result) => result !== undefined), failures, complete };
}
