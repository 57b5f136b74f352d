import { MINUTE, SECOND } from '../../support/builders.ts';
import type { PlannedAnswer } from '../call-answers.ts';
import type { Chance } from '../chance.ts';
import type { Outage } from '../faults.ts';
import type { Story } from './stories.ts';

/** A story whose misfortunes are laid out beforehand: each history below takes four or five in one order. */
export interface Plot extends Story {
  /** What the platform answers to the first requests for a call. @default as chance has it */
  readonly answers?: readonly PlannedAnswer[];
  /** How long a slot suppresses, ms. @default as chance has it */
  readonly suppressionMs?: number;
  /** Somebody stops all dialing so long after the first alert, ms: at least, and at most. @default as chance has it */
  readonly stopsAfterMs?: readonly [number, number];
  /** What is down for certain, for a run that begins at an instant. @default nothing */
  outages?(start: number, chance: Chance): readonly Outage[];
}

const SHORT_SLOT_MS = 10 * MINUTE;

/** A slot taken at once lasts `SHORT_SLOT_MS` and ten minutes; whoever took it over five minutes early would come from here on. */
const EARLY_MS = SHORT_SLOT_MS + 5 * MINUTE;

const PLOTS: readonly Plot[] = [
  // The first pass sees the slot held and is gone with its suppression on the way. The owner is refused, the slot is
  // free, recovery takes it for the alert: the suppression arrives too late.
  { profile: 'burst', together: ['floating', 'tableStale'], answers: ['400'] },
  // The first pass asks twice, because its first request for the slot is still on the way. The second is refused by an
  // owner whose call has just been refused. The slot is given back, and the first request takes it.
  { profile: 'trickle', together: ['firstLate', 'tableStale', 'queueLate'], answers: ['400'] },
  // The platform lets the owner wait until its slot must be extended; its first request for the slot comes after that.
  // The sensor's next alert comes when the slot would have ended.
  { profile: 'volley', together: ['firstLate'], answers: ['429 in eleven minutes'], isChased: true },
  // An alert knows nothing of the slot, and asks for it in vain twice. The owner is dialed as late as its slot allows,
  // and accepted later still. Recovery stands still until the slot is nearly over, and asks for it then.
  {
    profile: 'burst',
    together: ['firstLate', 'tableStale'],
    answers: ['accepted late'],
    suppressionMs: SHORT_SLOT_MS,
    outages: (start, chance) => [
      { system: 'dialing', from: start, to: start + chance.between(200, 305) * SECOND },
      { system: 'recovery', from: start, to: start + EARLY_MS + chance.between(-30, 150) * SECOND },
    ],
  },
  // All dialing is stopped while a worker stands still between its look at the stop and its request.
  { profile: 'burst', together: ['stall'], isOrdered: true, stopsAfterMs: [2 * SECOND, 9 * SECOND] },
];

/** So many runs follow a plot. */
const PLOTTED = 0.1;

/** The plot of a run; most have none. */
export const drawPlot = (chance: Chance): Plot | undefined =>
  chance.happens(PLOTTED) ? chance.pick(PLOTS) : undefined;
