import type { Draws } from './virtual-time.ts';

/** What can go wrong, with the highest rate a run draws: of requests, deliveries or answers. */
const WORST = {
  crash: 0.05,
  pause: 0.03,
  tableLost: 0.08,
  tableReplyLost: 0.08,
  tableTwice: 0.08,
  tableLate: 0.05,
  queueTwice: 0.3,
  queueLost: 0.1,
  notDeleted: 0.15,
  throttled: 0.4,
  failsBefore: 0.3,
  failsAfter: 0.3,
  appliedLate: 0.3,
} as const;
export type FaultName = keyof typeof WORST;

/** The faults of one run. */
export interface Faults {
  /** Whether it strikes now; never when all is calm. */
  strikes(name: FaultName): boolean;
  /** The CRM cannot be reached. */
  isDown(now: number): boolean;
  becomeCalm(): void;
}

/** Each run has few faults of its own: all at once would let nothing happen that could go wrong. */
export function drawFaults(chance: Draws, start: number, endsAt: number): Faults {
  const share = chance.pick([0.1, 0.25, 0.5]);
  const rates = new Map(
    (Object.keys(WORST) as FaultName[]).map((name) => [
      name,
      chance.happens(share) ? WORST[name] * chance.fraction() : 0,
    ]),
  );
  const downFrom = chance.between(start, endsAt);
  const downTo = chance.happens(share) ? downFrom + chance.between(0, 24 * 3_600_000) : downFrom;
  let isCalm = false;
  return {
    strikes: (name) => {
      const hit = chance.happens(rates.get(name) ?? 0);
      return hit && !isCalm;
    },
    isDown: (now) => !isCalm && downFrom <= now && now < downTo,
    becomeCalm: () => {
      isCalm = true;
    },
  };
}
