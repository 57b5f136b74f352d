import type { Customer } from '../../../functions/messages/customer.ts';
import { customer, HOUR, MINUTE, SECOND } from '../../support/builders.ts';
import type { PlannedAnswer } from '../call-answers.ts';
import type { Chance } from '../chance.ts';
import type { Beginning } from '../simulation.ts';
import { instantAt } from '../zone-clock.ts';
import { drawPlot, type Plot } from './plots.ts';
import { drawPosts } from './posts.ts';
import { drawStory } from './stories.ts';

/** A customer, and when the CRM's do-not-disturb flag changes. */
export interface Person {
  readonly customer: Customer;
  /** Epoch milliseconds; the flag is turned over at each. */
  readonly flips: readonly number[];
}

/** One request at the door. */
export interface Post {
  readonly at: number;
  /** An alert, or an array of them. */
  readonly body: unknown;
}

/** What happens from outside, and to whom. */
export interface Situation extends Beginning {
  readonly window: { readonly opensAt: string; readonly closesAt: string };
  readonly suppressionMs: number;
  /** How long an unknown outcome is looked up. @default as the protocol has it */
  readonly reconcileMs?: number;
  readonly people: readonly Person[];
  readonly posts: readonly Post[];
  /** Customers who want no more calls, by us. */
  readonly optOuts?: readonly { readonly at: number; readonly phoneE164: string }[];
  /** Somebody stops all dialing, and lets it go on after a while, or never. */
  readonly stop?: { readonly at: number; readonly until?: number };
  /** Every alert has come to its end by then, epoch milliseconds. @default hours after the last fault */
  readonly endsBy?: number;
  /** What the platform answers to the first requests for a call. @default as chance has it */
  readonly answers?: readonly PlannedAnswer[];
  /** A sensor that flaps around the expiry of slots: so many further alerts, each right when a slot is free again. */
  readonly chasers: number;
}

/** Days on which clocks change in one of the zones, a leap day, and ordinary ones. */
const DAYS: readonly (readonly [zone: string, date: string])[] = [
  ['America/New_York', '2025-11-18'],
  ['Europe/London', '2026-06-10'],
  ['Asia/Kolkata', '2028-02-29'],
  ['America/Phoenix', '2025-12-31'],
];
const CLOCK_CHANGES: readonly (readonly [zone: string, date: string])[] = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/London', '2026-03-29'],
  ['Europe/London', '2026-10-25'],
  ['Australia/Sydney', '2026-04-05'],
  ['Australia/Sydney', '2026-10-04'],
];
const NIGHTS = [
  ['00:30', '01:30'],
  ['01:30', '03:30'],
  ['02:30', '04:00'],
  ['00:00', '24:00'],
] as const;

/** Half of all situations lie near a window's edge or in a burst. `plots` says which follow a plot. */
export function drawSituation(chance: Chance, plots: Chance): Situation {
  const plot = drawPlot(plots);
  const { profile, together, isOrdered = false, isChased, down = [] } = plot ?? drawStory(chance);
  const isNight = chance.happens(0.12);
  const [zone, date] = chance.pick(isNight ? CLOCK_CHANGES : DAYS);
  const [opensAt, closesAt] = isNight ? chance.pick(NIGHTS) : (['08:00', '20:00'] as const);
  const window = { opensAt, closesAt };
  const isClosing = chance.happens(0.5);
  const edge = instantAt(zone, date, secondsOf(isClosing ? closesAt : opensAt));
  const noon = instantAt(zone, date, (secondsOf(opensAt) + secondsOf(closesAt)) / 2);
  const isNear = profile === 'edge' || profile === 'sweep' || chance.happens(0.25);
  const start = (isNear ? edge - chance.between(11, 20) * MINUTE : noon) + chance.between(0, MINUTE);
  const drawnMs = chance.pick([60, 60, 20, 10, 10]) * MINUTE;
  const suppressionMs = plot?.suppressionMs ?? drawnMs;
  const reconcileMs = chance.pick([20, 8, 8, 8]) * MINUTE;
  const people = drawPeople(chance, zone, start, isOrdered);
  const chasers = chance.happens((isChased ?? profile === 'flapping') ? 0.9 : 0.2) ? chance.whole(1, 4) : 0;
  const { answers, outages } = plot ?? {};
  const base = {
    start,
    together,
    down,
    window,
    suppressionMs,
    reconcileMs,
    people,
    chasers,
    ...(answers && { answers }),
    ...(outages && { outages: outages(start, plots) }),
  };
  const posts = drawPosts(chance, profile, base, { suppressionMs, toEdge: edge - start, isClosing });
  const orders = drawOrders(chance, { ...base, posts }, isOrdered);
  return { ...base, posts, ...orders, ...(plot && drawStop(plots, plot, posts)) };
}

/** What people do meanwhile: at any time, or while an alert is on its way. */
function drawOrders(
  chance: Chance,
  { start, people, posts }: Pick<Situation, 'start' | 'people' | 'posts'>,
  isOrdered: boolean,
): Pick<Situation, 'optOuts' | 'stop'> {
  const soon = (): number =>
    chance.happens(isOrdered ? 0.8 : 0.5)
      ? chance.pick(posts).at + chance.pick([chance.between(-1, 6), chance.between(0, 60)]) * SECOND
      : start + chance.pick([2 * MINUTE, 20 * MINUTE, 2 * HOUR]) * chance.fraction();
  const phones = people.map(({ customer }) => customer.phoneNumber).filter((phone) => phone.startsWith('+'));
  const optOuts = phones
    .filter(() => chance.happens(isOrdered ? 0.5 : 0.1))
    .map((phoneE164) => ({ at: soon(), phoneE164 }));
  const at = soon();
  const until = at + chance.pick([MINUTE, 30 * MINUTE, 5 * HOUR]) * chance.fraction();
  const stop = chance.happens(0.8) ? { at, until } : { at };
  return { optOuts, ...(chance.happens(isOrdered ? 0.7 : 0.1) && { stop }) };
}

/** Dialing is stopped when the plot wants it, for some minutes. */
function drawStop(
  chance: Chance,
  { stopsAfterMs }: Plot,
  posts: readonly Post[],
): Pick<Situation, 'stop'> | undefined {
  if (!stopsAfterMs) return undefined;
  const at = Math.min(...posts.map((post) => post.at)) + chance.between(...stopsAfterMs);
  return { stop: { at, until: at + chance.between(2, 30) * MINUTE } };
}

function drawPeople(chance: Chance, zone: string, start: number, isOrdered: boolean): Person[] {
  return Array.from({ length: chance.happens(0.25) ? 2 : 1 }, (_hole, nth): Person => {
    const person = customer({
      customerId: `customer-${nth + 1}`,
      phoneNumber: chance.happens(0.02) ? 'none' : `+1202555010${nth + 1}`,
      timeZone: zone,
      doNotDisturb: chance.happens(0.05),
    });
    const { timeZone: _, ...nowhere } = person;
    const flips = chance.happens(isOrdered ? 0.5 : 0.15) ? [start + chance.between(0, 90) * MINUTE] : [];
    return { customer: chance.happens(0.02) ? nowhere : person, flips };
  });
}

/** Seconds since midnight of `HH:MM`. */
export function secondsOf(text: string): number {
  const [hours = '', minutes = ''] = text.split(':');
  return Number(hours) * 3600 + Number(minutes) * 60;
}
