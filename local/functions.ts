import type { FunctionDefinition } from './function-definition.ts';
import { type FunctionRuntime, functionRuntime } from './function-runtime.ts';
import type { QueueFeed } from './poller.ts';
import { concurrencyOf } from './queue-feeds.ts';

/** All functions of the system. */
export interface Functions {
  /** Runs one invocation by function name or ARN. @throws FunctionError, or an error for an unknown name. */
  invoke(nameOrArn: string, event: unknown): Promise<unknown>;
  /** Ends the function's processes with kill -9. @throws for an unknown name. */
  kill(nameOrArn: string): void;
  has(nameOrArn: string): boolean;
  /** Lets the clocks of all functions run ahead of the machine's, or behind, from their next invocation on. */
  shiftClocks(ms: number): void;
  stop(): Promise<void>;
}

/**
 * Makes every function ready to run.
 * @param feeds the queues that feed them, which say how many invocations may run at once.
 */
export function functions(
  definitions: readonly FunctionDefinition[],
  feeds: readonly QueueFeed[],
  logDirectory: string,
): Functions {
  const runtimes = new Map<string, FunctionRuntime>();
  let clockOffsetMs = 0;
  for (const definition of definitions) {
    const concurrency = concurrencyOf(feeds, definition);
    const runtime = functionRuntime(definition, concurrency, logDirectory, () => clockOffsetMs);
    runtimes.set(definition.name, runtime).set(definition.arn, runtime);
  }
  const named = (nameOrArn: string): FunctionRuntime => {
    const runtime = runtimes.get(nameOrArn);
    if (runtime === undefined) throw new Error(`no function ${nameOrArn}`);
    return runtime;
  };
  return {
    invoke: async (nameOrArn, event) => named(nameOrArn).invoke(event),
    kill: (nameOrArn) => named(nameOrArn).kill(),
    has: (nameOrArn) => runtimes.has(nameOrArn),
    shiftClocks(ms) {
      clockOffsetMs = ms;
    },
    stop: async () => {
      await Promise.all([...new Set(runtimes.values())].map((runtime) => runtime.stop()));
    },
  };
}
