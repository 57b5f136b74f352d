import type { PaceState } from '../ports/pace-book.ts';

/** A retry costs ten tenths; a first attempt earns one: retries are at most a tenth of first attempts. */
const RETRY_TENTHS = 10;

/** One retry a minute is free, so that a single alert is not lost to a rule about crowds. */
const TENTH_EVERY_MS = 6_000;

type Budget = PaceState['retries'];

/** The budget of a destination nobody has asked yet: one retry. */
export const FIRST_BUDGET: Budget = { tenths: RETRY_TENTHS, since: 0 };

/** What is left now: time alone earns no more than one retry. */
export function budgetAt(budget: Budget, now: number): Budget {
  if (budget.since === 0) return { ...budget, since: now };
  const earned = Math.max(0, Math.floor((now - budget.since) / TENTH_EVERY_MS));
  if (earned === 0) return budget;
  const tenths = Math.max(budget.tenths, Math.min(RETRY_TENTHS, budget.tenths + earned));
  return { tenths, since: budget.since + earned * TENTH_EVERY_MS };
}

/** When a retry could be paid; `undefined` when it can be paid now. */
export function retryAt(budget: Budget, now: number): number | undefined {
  const missing = RETRY_TENTHS - budget.tenths;
  return missing <= 0 ? undefined : Math.max(now, budget.since) + missing * TENTH_EVERY_MS;
}

/** What is left after a request. At most a minute's tenth is saved up. */
export function budgetAfter(budget: Budget, kind: 'first' | 'retry', requestsPerMinute: number): Budget {
  const tenths = kind === 'retry' ? budget.tenths - RETRY_TENTHS : budget.tenths + 1;
  return { ...budget, tenths: Math.min(mostTenths(requestsPerMinute), tenths) };
}

const mostTenths = (requestsPerMinute: number): number => Math.max(RETRY_TENTHS, requestsPerMinute);
