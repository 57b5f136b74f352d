import type { Chance } from '../chance.ts';
import type { Simulation } from '../simulation.ts';

/** What can go wrong, with the highest rate a run draws: of requests, deliveries or answers. */
const WORST = {
  crash: 0.05,
  pause: 0.1,
  tableLost: 0.08,
  tableReplyLost: 0.08,
  tableTwice: 0.08,
  tableLate: 0.05,
  queueTwice: 0.3,
  queueLost: 0.1,
  queueReplyLost: 0.1,
  notDeleted: 0.15,
  crmFails: 0.3,
  throttled: 0.4,
  failsBefore: 0.3,
  failsAfter: 0.5,
  appliedLate: 0.7,
} as const;
export type FaultName = keyof typeof WORST;

/** The faults of one run. */
export interface Faults {
  /** Names of those that can strike, as `--without` takes them. */
  readonly parts: readonly string[];
  /** When the platform is back for good, epoch ms. */
  readonly downTo: number;
  /** Whether it strikes now; never when all is calm. */
  strikes(name: FaultName): boolean;
  /** The platform cannot be reached. */
  isDown(now: number): boolean;
}

/** What is applied late, long after its request failed, finds most. */
const OFTEN = 0.6;

const LONGEST_OUTAGE_MS = 2 * 3_600_000;
const DOWN = 'preview:down';
const partOf = (name: FaultName): string => `preview:${name}`;

/** Each run has few faults of its own: all at once would let nothing happen that could go wrong. */
export function drawFaults(
  simulation: Simulation,
  chance: Chance,
  { start, endsAt }: { readonly start: number; readonly endsAt: number },
): Faults {
  const share = chance.pick([0.1, 0.25, 0.5]);
  const drawn = (Object.keys(WORST) as FaultName[]).map((name): [FaultName, number] => [
    name,
    chance.happens(name === 'appliedLate' ? OFTEN : share) ? WORST[name] * chance.between(0.3, 1) : 0,
  ]);
  const rates = new Map(drawn.filter(([name, rate]) => rate > 0 && !simulation.without.has(partOf(name))));
  const downFrom = chance.between(start, endsAt);
  const outage = chance.happens(share) ? chance.between(0, LONGEST_OUTAGE_MS) : 0;
  const downTo = simulation.without.has(DOWN) ? downFrom : downFrom + outage;
  const isCalm = (): boolean => simulation.timeline.now() >= simulation.calmSince();
  return {
    parts: [...[...rates.keys()].map(partOf), ...(downTo > downFrom ? [DOWN] : [])],
    downTo,
    strikes: (name) => !isCalm() && chance.happens(rates.get(name) ?? 0),
    isDown: (now) => !isCalm() && downFrom <= now && now < downTo,
  };
}
