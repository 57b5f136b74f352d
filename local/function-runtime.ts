import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDefinition } from './function-definition.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';

/** One function and the processes it runs in. */
export interface FunctionRuntime {
  /**
   * Runs one invocation, in a warm process where one is idle. Waits its turn when all are busy.
   * @throws FunctionError as the process does.
   */
  invoke(event: unknown): Promise<unknown>;
  /** Ends every process with kill -9; the next invocation starts a new one. */
  kill(): void;
  /** Ends every process and waits until they are gone. Later invocations are refused. */
  stop(): Promise<void>;
}

/**
 * Makes a function ready to run; its first process starts with its first invocation.
 * @param concurrency how many invocations may run at once.
 * @param logDirectory its output is appended to `<logDirectory>/<function name>.log`.
 * @param clockOffsetMs how far its clock runs ahead of the machine's, asked at each invocation.
 */
export function functionRuntime(
  definition: FunctionDefinition,
  concurrency: number,
  logDirectory: string,
  clockOffsetMs: () => number,
): FunctionRuntime {
  mkdirSync(logDirectory, { recursive: true });
  const logFile = openSync(join(logDirectory, `${definition.name}.log`), 'a');
  const processes = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let stopped = false;

  const begin = (): FunctionProcess => {
    const started = startFunctionProcess(definition, logFile);
    processes.add(started);
    started.ended.then(() => processes.delete(started));
    return started;
  };
  // The process used last is warmest; a second one starts only when two invocations really overlap.
  const take = (): FunctionProcess => {
    for (let candidate = idle.pop(); candidate !== undefined; candidate = idle.pop())
      if (candidate.isAlive()) return candidate;
    return begin();
  };
  const attempt = async (event: unknown): Promise<unknown> => {
    if (stopped) throw new Error(`${definition.name} is stopped`);
    const requestId = randomUUID();
    const chosen = take();
    try {
      return await chosen.invoke(event, requestId, clockOffsetMs());
    } catch (error) {
      if (!stopped) writeSync(logFile, `${failureLine(requestId, error)}\n`);
      throw error;
    } finally {
      if (chosen.isAlive()) idle.push(chosen);
    }
  };
  const kill = () => {
    for (const each of processes) each.kill();
  };
  return {
    kill,
    invoke: async (event) => {
      if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await attempt(event);
      } finally {
        // The turn is handed on, not given back, so nobody overtakes who waits.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      const ends = [...processes].map(({ ended }) => ended);
      kill();
      await Promise.all(ends);
      closeSync(logFile);
    },
  };
}

const failureLine = (requestId: string, error: unknown): string =>
  JSON.stringify({
    time: new Date().toISOString(),
    type: 'platform.failure',
    requestId,
    errorType: error instanceof Error ? error.name : typeof error,
    errorMessage: error instanceof Error ? error.message : String(error),
  });
