import { type Chance, chance } from './chance.ts';
import {
  drawMix,
  type FaultName,
  HARMLESS,
  type Mix,
  type System,
  type Trouble,
  withoutParts,
} from './faults.ts';
import { type Moments, moments } from './moments.ts';
import { type Timeline, timeline } from './timeline.ts';

/** What happens to one request of a worker when a plan says so. The first two end the worker. */
export const FATES = [
  'gone before',
  'gone after',
  'not applied',
  'reply lost',
  'sent twice',
  'applied late',
] as const;
/** `floats`: the worker is gone, and its request is applied when something else has changed the row. */
export type Fate = (typeof FATES)[number] | 'floats';

/** Decides about every request of every worker, in the order they leave; `undefined` leaves it to chance. */
export type Plan = (index: number, request: string) => Fate | undefined;

/** One run: the same options give the same run. */
export interface RunOptions {
  readonly seed: number;
  /** Parts of the run to leave out: faults, outages, and what the machine names. */
  readonly without?: ReadonlySet<string>;
  /** Instead of the faults the seed draws. */
  readonly mix?: Mix;
  readonly plan?: Plan;
  /** Hears of everything that happens, one line each. */
  readonly trace?: (line: string) => void;
}

/** Something that must hold and did not. `invariant` is its short name. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** One simulated world, for whatever is built into it. */
export interface Simulation {
  readonly timeline: Timeline;
  readonly mix: Mix;
  readonly without: ReadonlySet<string>;
  readonly plan: Plan | undefined;
  /** A stream of its own for each name. */
  chance(name: string): Chance;
  /** Whether this fault strikes now, `times` as often as its rate says: drawn anew each time, never in a calm. */
  strikes(fault: FaultName, times?: number): boolean;
  /** The rate the run has for a fault; 0 when it has none, or when all is calm. */
  rate(fault: FaultName): number;
  isDown(system: System): boolean;
  /** Where something changes: what is late likes to come just then. */
  readonly moments: Moments;
  /**
   * A delay of `low` to `high` ms that may end near where something changes.
   * @default `otherwise` makes each order of magnitude as long as the next
   */
  lateMs(chance: Chance, low: number, high: number, otherwise?: number): number;
  /** Since when nothing has gone wrong that keeps the workers from what they are to do, epoch milliseconds. */
  undisturbedSince(): number;
  /** When a system that is down is back, epoch milliseconds; `undefined` when it is up. */
  downUntil(system: System): number | undefined;
  /** From here on nothing goes wrong any more, but for outages that have begun. */
  becomeCalm(): void;
  /** Since when nothing goes wrong, outages over, epoch milliseconds; for ever ahead before the calm. */
  calmSince(): number;
  /** What everything shares: requests sent so far. */
  readonly counts: { requests: number; crashes: number };
  /** Ends the run: something that must hold does not. */
  violated(invariant: string, what: string): void;
  readonly violations: readonly Violation[];
  /** Tells what happens, if anybody listens. */
  trace(line: () => string): void;
}

/** Where a run begins, and what goes wrong in it for certain. */
export type Beginning = Trouble;

/** A world in which nothing has happened. */
export function simulation(options: RunOptions, beginning: Beginning): Simulation {
  const { start } = beginning;
  const { seed, without = new Set(), trace } = options;
  const time = timeline(start);
  const mix = withoutParts(options.mix ?? drawMix(chance(seed, 'mix'), beginning), without);
  const draws = chance(seed, 'faults');
  const violations: Violation[] = [];
  const changes = moments();
  let isCalm = false;
  let calmAt = Number.POSITIVE_INFINITY;
  let disturbedAt = start;
  const aims = (): boolean => !isCalm && draws.happens(mix.rates.aimed ?? 0);
  const outageOf = (system: System) =>
    mix.outages.find((each) => each.system === system && each.from <= time.now() && time.now() < each.to);
  return {
    timeline: time,
    mix,
    without,
    plan: options.plan,
    counts: { requests: 0, crashes: 0 },
    violations,
    chance: (name) => chance(seed, name),
    rate: (fault) => (isCalm ? 0 : (mix.rates[fault] ?? 0)),
    strikes(fault, times = 1) {
      const rate = mix.rates[fault];
      const hits = rate !== undefined && !isCalm && draws.happens(rate * times);
      if (hits && !HARMLESS.has(fault)) disturbedAt = time.now();
      return hits;
    },
    moments: changes,
    lateMs(chance, low, high, otherwise = chance.magnitude(low, high)) {
      const now = time.now();
      const aimed = aims() ? changes.near(chance, now + low, now + high) : undefined;
      return aimed === undefined ? otherwise : aimed - now;
    },
    isDown: (system) => outageOf(system) !== undefined,
    undisturbedSince: () =>
      Math.max(
        disturbedAt,
        ...mix.outages.map(({ from, to }) => (from <= time.now() ? Math.min(to, time.now()) : start)),
      ),
    downUntil: (system) => outageOf(system)?.to,
    becomeCalm() {
      isCalm = true;
      calmAt = Math.max(time.now(), ...mix.outages.map(({ to }) => to));
    },
    calmSince: () => calmAt,
    violated(invariant, what) {
      violations.push({ invariant, what });
      trace?.(`${instantText(time.now())} VIOLATION ${invariant}: ${what}`);
      time.stop();
    },
    trace(line) {
      if (trace) trace(`${instantText(time.now())} ${line()}`);
    },
  };
}

const instantText = (instant: number): string => new Date(instant).toISOString().slice(0, 23);
