import type { Chance } from './chance.ts';
import type { Simulation } from './simulation.ts';

/** The faults of one run, for a machine with a mix of its own. */
export interface DrawnFaults<Name extends string> {
  /** Names of those that can strike, as `--without` takes them. */
  readonly parts: readonly string[];
  /** When the system on the other side is back for good, epoch ms. */
  readonly downTo: number;
  /** Whether it strikes now; never when all is calm. */
  strikes(name: Name): boolean;
  /** The system on the other side cannot be reached. */
  isDown(now: number): boolean;
}

/** What a machine's faults are drawn from. Instants are epoch ms. */
export interface FaultMix<Name extends string> {
  /** Goes before the faults' names, e.g. `segments`. */
  readonly prefix: string;
  /** The highest rate of each: of requests, deliveries or answers. */
  readonly worst: Readonly<Record<Name, number>>;
  /** The least share of the highest rate that a fault has when it strikes at all, 0 to 1. */
  readonly least: number;
  /** How often a run has a fault, for those that find more than others. @default as often as the others */
  readonly often?: Partial<Readonly<Record<Name, number>>>;
  readonly longestOutageMs: number;
  /** When the outage may begin. */
  readonly start: number;
  readonly endsAt: number;
}

/** Each run has few faults of its own: all at once would let nothing happen that could go wrong. */
export function drawnFaults<Name extends string>(
  simulation: Simulation,
  chance: Chance,
  mix: FaultMix<Name>,
): DrawnFaults<Name> {
  const { without } = simulation;
  const partOf = (name: string): string => `${mix.prefix}:${name}`;
  const down = partOf('down');
  const share = chance.pick([0.1, 0.25, 0.5]);
  const drawn = (Object.entries(mix.worst) as [Name, number][]).map(([name, worst]): [Name, number] => [
    name,
    chance.happens(mix.often?.[name] ?? share) ? worst * chance.between(mix.least, 1) : 0,
  ]);
  const rates = new Map(drawn.filter(([name, rate]) => rate > 0 && !without.has(partOf(name))));
  const downFrom = chance.between(mix.start, mix.endsAt);
  const outage = chance.happens(share) ? chance.between(0, mix.longestOutageMs) : 0;
  const downTo = without.has(down) ? downFrom : downFrom + outage;
  const isCalm = (): boolean => simulation.timeline.now() >= simulation.calmSince();
  return {
    parts: [...[...rates.keys()].map(partOf), ...(downTo > downFrom ? [down] : [])],
    downTo,
    strikes: (name) => !isCalm() && chance.happens(rates.get(name) ?? 0),
    isDown: (now) => !isCalm() && downFrom <= now && now < downTo,
  };
}
