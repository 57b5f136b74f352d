import type { Customer } from '../../../functions/messages/customer.ts';
import { customer, HOUR, MINUTE, SECOND, sensorAlert } from '../../support/builders.ts';
import type { Chance } from '../chance.ts';
import type { PlannedAnswer } from '../genesys-answers.ts';
import type { Beginning } from '../simulation.ts';
import { instantAt } from '../zone-clock.ts';
import { drawStory, type Profile } from './stories.ts';

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

/** Half of all situations lie near a window's edge or in a burst. */
export function drawSituation(chance: Chance): Situation {
  const { profile, together, isOrdered = false, down = [] } = drawStory(chance);
  const isNight = chance.happens(0.12);
  const [zone, date] = chance.pick(isNight ? CLOCK_CHANGES : DAYS);
  const [opensAt, closesAt] = isNight ? chance.pick(NIGHTS) : (['08:00', '20:00'] as const);
  const window = { opensAt, closesAt };
  const isClosing = chance.happens(0.5);
  const edge = instantAt(zone, date, secondsOf(isClosing ? closesAt : opensAt));
  const noon = instantAt(zone, date, (secondsOf(opensAt) + secondsOf(closesAt)) / 2);
  const isNear = profile === 'edge' || profile === 'sweep' || chance.happens(0.25);
  const start = (isNear ? edge - chance.between(11, 20) * MINUTE : noon) + chance.between(0, MINUTE);
  const suppressionMs = chance.pick([60, 60, 20, 10, 10]) * MINUTE;
  const reconcileMs = chance.pick([20, 8, 8, 8]) * MINUTE;
  const people = drawPeople(chance, zone, start, isOrdered);
  const chasers = chance.happens(profile === 'flapping' ? 0.9 : 0.2) ? chance.whole(1, 4) : 0;
  const base = { start, together, down, window, suppressionMs, reconcileMs, people, chasers };
  const posts = drawPosts(chance, profile, base, { suppressionMs, toEdge: edge - start, isClosing });
  return { ...base, posts, ...drawOrders(chance, { ...base, posts }, isOrdered) };
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

function drawPosts(
  chance: Chance,
  profile: Profile,
  { start, people }: Omit<Situation, 'posts'>,
  times: Times,
): Post[] {
  const sensors = profile === 'edge' ? 10 : chance.pick([1, 1, 1, 2]);
  const sensorOf = (nth: number): number => (profile === 'sweep' ? nth : chance.whole(1, sensors));
  let minted = 0;
  const alert = (at: number) =>
    sensorAlert({
      idempotencyKey: `alert-${++minted}`,
      customerId: chance.happens(0.01) ? 'nobody' : chance.pick(people).customer.customerId,
      sensorId: `sensor-${sensorOf(minted)}`,
      alertType: chance.happens(0.5) ? 'temp_critical' : 'humidity_high',
      timestamp: new Date(at - raisedBeforeMs(chance)).toISOString(),
    });
  const posts = instants(chance, profile, times).map((after): Post => {
    const at = start + after;
    const body = chance.happens(0.08) ? [alert(at), alert(at)] : alert(at);
    return { at, body };
  });
  return posts.flatMap((post) => [post, ...repeats(chance, post)]);
}

/** One alert after the other over the edge, or over the beginning of the closing margin: some are dialed in its second. */
function sweep(chance: Chance, { toEdge, isClosing }: Times): number[] {
  const everyMs = chance.between(200, 800);
  const isAtMargin = isClosing && chance.happens(0.8);
  const last = toEdge + (isAtMargin ? -5 * MINUTE : 0) + chance.between(-2000, 3000);
  return Array.from({ length: 7 }, (_hole, nth) => last - nth * everyMs);
}

/** Mostly now, sometimes hours ago, sometimes by a clock that is ahead. */
function raisedBeforeMs(chance: Chance): number {
  if (chance.happens(0.9)) return chance.between(0, MINUTE);
  return chance.pick([-2 * MINUTE, -10 * MINUTE, 3.5 * HOUR, 4 * HOUR, 5 * HOUR]);
}

interface Times {
  readonly suppressionMs: number;
  /** From the start to the edge of the window, ms. */
  readonly toEdge: number;
  readonly isClosing: boolean;
}

/** Most calls go wrong in the seconds around an edge, and in the minutes before the closing one. */
const nearEdge = (chance: Chance): number =>
  chance.pick([
    chance.between(-10 * MINUTE, 10 * MINUTE),
    chance.between(-6 * MINUTE, 0),
    chance.between(-12 * SECOND, 6 * SECOND),
  ]);

/** When alerts come, ms after the start. */
function instants(chance: Chance, profile: Profile, times: Times): number[] {
  const { suppressionMs, toEdge } = times;
  const spread = (most: number, withinMs: number): number[] =>
    Array.from({ length: chance.whole(1, most) }, () => chance.between(0, withinMs));
  switch (profile) {
    case 'quiet':
      return spread(3, 90 * MINUTE);
    case 'burst':
      return spread(5, 3 * SECOND);
    case 'volley':
      return spread(5, 50);
    case 'edge':
      return Array.from({ length: chance.whole(1, 4) }, () => toEdge + nearEdge(chance));
    case 'sweep':
      return sweep(chance, times);
    case 'flapping': {
      const middle = chance.pick([0, suppressionMs, suppressionMs + 10 * MINUTE]);
      const everyMs = chance.between(2, 20) * SECOND;
      const many = chance.whole(1, 4);
      return [
        0,
        ...Array.from({ length: many }, (_hole, nth) => Math.max(0, middle + (nth - many / 2) * everyMs)),
      ];
    }
    default:
      return profile satisfies never;
  }
}

/** The same body again, as senders repeat it, or another body under the same key. */
function repeats(chance: Chance, { at, body }: Post): Post[] {
  const again = (): Post => ({ at: at + chance.pick([0, 5 * SECOND, MINUTE, HOUR]), body });
  const other = (): Post => ({ at: at + chance.between(0, MINUTE), body: otherBody(body) });
  return [...(chance.happens(0.15) ? [again()] : []), ...(chance.happens(0.05) ? [other()] : [])];
}

function otherBody(body: unknown): unknown {
  const element = Array.isArray(body) ? body[0] : body;
  return { ...element, telemetryData: { currentValue: 1, threshold: 2, unit: 'bar' } };
}

/** Seconds since midnight of `HH:MM`. */
export function secondsOf(text: string): number {
  const [hours = '', minutes = ''] = text.split(':');
  return Number(hours) * 3600 + Number(minutes) * 60;
}
