import type { Process, Processes } from './processes.ts';
import type { Simulation } from './simulation.ts';

/** What a function is told of its invocation, as Lambda's context has it. */
export interface FunctionContext {
  getRemainingTimeInMillis(): number;
}

/** A function as Lambda holds it. Warm processes are found by its name, so that it names one function only. */
export interface SimFunction {
  readonly name: string;
  readonly timeoutMs: number;
  /** A cold start: wires the function into a new process. */
  wire(process: Process): (event: unknown, context: FunctionContext) => Promise<unknown>;
}

/** How an invocation ended, as its invoker sees it. */
export type Invoked = { readonly answer: unknown } | 'failed';

/** Runs functions: one invocation a process at a time, warm processes first. */
export interface Functions {
  /** `ended` is told once; a process past its time-out may go on all the same, and nobody listens any more. */
  invoke(of: SimFunction, event: unknown, ended: (how: Invoked) => void): void;
}

interface Warm {
  readonly process: Process;
  readonly handle: ReturnType<SimFunction['wire']>;
}

/** Cold starts take as long as this at most, ms. */
const SLOWEST_START_MS = 1500;

/** Lambda, as far as it matters here: environments, time-outs, crashes. */
export function functions(simulation: Simulation, processes: Processes): Functions {
  const { timeline } = simulation;
  const chance = simulation.chance('functions');
  const idle = new Map<string, Warm[]>();

  function begin(of: SimFunction): Warm & { readonly startMs: number } {
    const warm = idle.get(of.name)?.pop();
    if (warm) return { ...warm, startMs: 0 };
    const process = processes.start(of.name);
    return { process, handle: of.wire(process), startMs: chance.between(100, SLOWEST_START_MS) };
  }

  return {
    invoke(of, event, ended) {
      const { process, handle, startMs } = begin(of);
      let isOver = false;
      const over = (how: Invoked): void => {
        if (isOver) return;
        isOver = true;
        ended(how);
      };
      process.onGone = () => over('failed');
      const startsAt = timeline.now() + startMs;
      const endsAt = startsAt + of.timeoutMs;
      const context = { getRemainingTimeInMillis: () => endsAt - timeline.now() };
      const work = (): void => {
        simulation.trace(() => `${process.name} starts`);
        handle(event, context).then(
          (answer) => {
            if (isOver) return;
            idle.set(of.name, [...(idle.get(of.name) ?? []), { process, handle }]);
            over({ answer });
          },
          (error: unknown) => {
            simulation.violated('unexpected', `${of.name} failed as a whole: ${String(error)}`);
          },
        );
      };
      timeline.at(startsAt, () => processes.resume(process, work));
      timeline.aside(endsAt, () => {
        if (isOver) return;
        simulation.trace(() => `${process.name} is timed out`);
        if (!simulation.strikes('zombie')) processes.end(process);
        over('failed');
      });
    },
  };
}
