import type { Clock } from '../../functions/ports/clock.ts';
import type { Random } from '../../functions/ports/random.ts';
import type { Chance } from './chance.ts';
import type { Fate, Simulation } from './simulation.ts';

/** One execution environment of a function: what it has in memory is gone with it. */
export interface Process {
  readonly name: string;
  /** Its own clock. */
  readonly clock: Clock;
  readonly random: Random;
  /** From this instant on nothing of it goes on. */
  goneAt: number;
  /** Nothing of it goes on before this instant. */
  frozenUntil: number;
  /** Told once when it is gone. */
  onGone(): void;
}

/** A request of a process to the world around it. */
export interface Asked<T> {
  /** Whom for what, e.g. `ledger updateItem`. */
  readonly name: string;
  /** Longest the process may stand still before the request leaves, ms. @default an hour */
  readonly longestPauseMs?: number;
  /** The other side at work, from when the request arrives; `answer` is called at most once, at any later instant. */
  serve(fate: Fate | undefined, answer: (result: () => T) => void): void;
}

/** The world around the processes. */
export interface Processes {
  /** A new process, its clock wrong by at most the assumed error. */
  start(name: string): Process;
  /** Ends it where it is. */
  end(process: Process): void;
  /** Sends a request; resolves when the answer is back and the process goes on. Never settles for one that is gone. */
  ask<T>(process: Process, asked: Asked<T>): Promise<T>;
  /** Runs something in the process as soon as it does not stand still. */
  resume(process: Process, go: () => void): void;
}

/** The error of a worker's clock that the dialing protocol assumes, ms. */
const CLOCK_ERROR_MS = 2000;
const HOUR_MS = 3_600_000;

/** Not so long that a function would be cut off. */
const STALL_MS = [5000, 17_000] as const;

/** Who asks for more than this within half a day goes round in circles; an outage of a day is no circle. */
const MOST_REQUESTS = 20_000;
const SPAN_MS = 12 * HOUR_MS;

/** Latency, pauses and crashes around every request. */
export function processes(simulation: Simulation): Processes {
  const { timeline, counts } = simulation;
  const chance = simulation.chance('processes');
  const ids = simulation.chance('ids');
  const clocks = chance.pick(CLOCKS);
  let started = 0;
  let span = { end: timeline.now() + SPAN_MS, before: 0 };

  const latencyMs = (): number =>
    simulation.strikes('slow') ? chance.magnitude(100, 2500) : chance.between(1, 30);

  const isGone = (process: Process): boolean => process.goneAt <= timeline.now();

  function end(process: Process): void {
    if (isGone(process)) return;
    process.goneAt = timeline.now();
    process.onGone();
  }

  function crash(process: Process, name: string, when: string): void {
    counts.crashes++;
    simulation.trace(() => `${process.name} is gone ${when} ${name}`);
    end(process);
  }

  function resume(process: Process, go: () => void): void {
    if (isGone(process)) return;
    if (timeline.now() < process.frozenUntil) {
      timeline.at(process.frozenUntil, () => resume(process, go));
      return;
    }
    go();
    timeline.woke();
  }

  /** Stands still, perhaps. */
  function pause(process: Process, longestMs: number, weight: number): void {
    if (simulation.strikes('stall')) freeze(process, Math.min(longestMs, chance.between(...STALL_MS)));
    else if (simulation.strikes('pause', weight)) freeze(process, Math.min(longestMs, someMs()));
  }

  function someMs(): number {
    const some = chance.pick([60_000, HOUR_MS / 4, HOUR_MS]) * chance.fraction();
    return simulation.lateMs(chance, 0, HOUR_MS, some);
  }

  function freeze(process: Process, ms: number): void {
    process.frozenUntil = timeline.now() + ms;
    simulation.trace(() => `${process.name} stands still for ${(ms / 1000).toFixed(1)} s`);
  }

  /** Requests of the half days before this one. */
  function askedBefore(): number {
    if (timeline.now() >= span.end) span = { end: timeline.now() + SPAN_MS, before: counts.requests };
    return span.before;
  }

  function fateOf(name: string, weight: number): Fate | undefined {
    if (simulation.strikes('crash', weight)) return chance.pick(GONE);
    return name.startsWith('updateItem') && simulation.strikes('floating') ? 'floats' : undefined;
  }

  function ask<T>(process: Process, asked: Asked<T>): Promise<T> {
    const { name, longestPauseMs = HOUR_MS } = asked;
    return new Promise((resolve, reject) => {
      if (isGone(process)) return;
      if (++counts.requests - askedBefore() > MOST_REQUESTS)
        simulation.violated('runaway', 'it goes round in circles');
      const planned = simulation.plan?.(counts.requests, name);
      const weight = weightOf(name);
      const struck = simulation.plan ? undefined : fateOf(name, weight);
      const fate = planned ?? struck;
      if (fate === 'gone before') return crash(process, name, 'before');
      if (process.frozenUntil <= timeline.now()) pause(process, longestPauseMs, weight);
      const now = timeline.now();
      const leavesAt = Math.max(now, Math.min(process.frozenUntil, now + longestPauseMs));
      timeline.at(leavesAt + latencyMs(), () => {
        // What had not left when its process ended never leaves; what had, arrives.
        if (process.goneAt < leavesAt) return;
        if (fate === 'floats') crash(process, name, 'behind');
        asked.serve(fate, (result) => {
          if (fate === 'gone after') return crash(process, name, 'after');
          timeline.at(timeline.now() + latencyMs(), () => {
            if (!isGone(process)) pause(process, HOUR_MS, weight);
            resume(process, () => settle(result, resolve, reject));
          });
        });
      });
    });
  }

  return {
    start(name) {
      const skewMs = simulation.strikes('skew') ? skewOf(chance, clocks) : 0;
      return {
        name: `${name}-${++started}`,
        clock: { now: () => new Date(Math.round(timeline.now() + skewMs)) },
        random: ids,
        goneAt: Number.POSITIVE_INFINITY,
        frozenUntil: 0,
        onGone: () => undefined,
      };
    },
    end,
    ask,
    resume,
  };
}

/** Around what changes something, more goes wrong: there it tells. */
const weightOf = (name: string): number =>
  name.startsWith('updateItem') || name.startsWith('POST') ? 3 : 0.4;

/** Clocks differ, or all that follow one source are wrong by the same. */
const CLOCKS = ['any', 'any', 'fast', 'slow'] as const;

/** Clocks at the limit of the assumption find most. */
function skewOf(chance: Chance, clocks: (typeof CLOCKS)[number]): number {
  if (clocks !== 'any') return clocks === 'fast' ? CLOCK_ERROR_MS : -CLOCK_ERROR_MS;
  return chance.pick([-CLOCK_ERROR_MS, CLOCK_ERROR_MS, chance.between(-CLOCK_ERROR_MS, CLOCK_ERROR_MS)]);
}

const GONE = ['gone before', 'gone after'] as const;

function settle<T>(result: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
  try {
    resolve(result());
  } catch (error) {
    reject(error);
  }
}
