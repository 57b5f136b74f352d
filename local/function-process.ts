import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition } from './function-definition.ts';
import { exitError, FunctionError, timeoutError } from './function-error.ts';
import type { HostMessage, InvokeMessage } from './function-messages.ts';

/** One operating-system process holding one function, for one invocation at a time. */
export interface FunctionProcess {
  /**
   * Runs one invocation; the function's clock runs ahead of the machine's by `clockOffsetMs`.
   * @throws FunctionError what the handler threw, a timeout, or the end of the process.
   */
  invoke(event: unknown, requestId: string, clockOffsetMs: number): Promise<unknown>;
  /** Ends the process with kill -9. A second call does nothing. */
  kill(): void;
  isAlive(): boolean;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
}

const HOST = fileURLToPath(new URL('./function-host.ts', import.meta.url));

// Lambda allows ten seconds; a busy laptop starting every function at once needs more.
const LOAD_LIMIT_MS = 30_000;

/** Starts a process whose output goes to the open file `logFile`. Loading happens in the background. */
export function startFunctionProcess(definition: FunctionDefinition, logFile: number): FunctionProcess {
  const child = fork(HOST, [], {
    cwd: definition.taskRoot,
    env: { PATH: process.env.PATH, ...definition.environment },
    execArgv: [],
    stdio: ['ignore', logFile, logFile, 'ipc'],
  });
  let alive = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      alive = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const kill = () => {
    alive = false;
    child.kill('SIGKILL');
  };
  const loaded = answerOf(child, {
    requestId: 'init',
    limitMs: LOAD_LIMIT_MS,
    limitSeconds: LOAD_LIMIT_MS / 1000,
  });
  // The first invocation reports a failed load; until one comes, nobody listens.
  loaded.catch(() => kill());
  return {
    ended,
    kill,
    isAlive: () => alive,
    invoke: async (event, requestId, clockOffsetMs) => {
      try {
        await loaded;
        const limitSeconds = definition.timeoutSeconds;
        const answer = answerOf(child, { requestId, limitMs: limitSeconds * 1000, limitSeconds });
        send(child, {
          requestId,
          event,
          deadline: Date.now() + limitSeconds * 1000,
          functionArn: definition.arn,
          clockOffsetMs,
        });
        return JSON.parse(await answer);
      } catch (error) {
        // What threw may live on, as in Lambda; what timed out or lost its process may not.
        if (!(error instanceof FunctionError) || !isFromHandler(error)) kill();
        throw error;
      }
    },
  };
}

const isFromHandler = ({ name }: FunctionError): boolean =>
  name !== 'Sandbox.Timedout' && name !== 'Runtime.ExitError';

// A closed channel shows as the exit that `answerOf` already waits for.
function send(child: ChildProcess, message: InvokeMessage): void {
  child.send({ ...message, event: message.event ?? null }, () => undefined);
}

function answerOf(
  child: ChildProcess,
  { requestId, limitMs, limitSeconds }: { requestId: string; limitMs: number; limitSeconds: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      outcome();
    };
    const onMessage = (message: HostMessage) =>
      settle(() => {
        if (message.kind === 'ready') resolve('');
        else if (message.kind === 'result') resolve(message.payload);
        else reject(new FunctionError(message.failure));
      });
    const onExit = (code: number | null, signal: string | null) =>
      settle(() =>
        reject(exitError(requestId, signal === null ? `exit status ${code}` : `signal: ${signal}`)),
      );
    const onError = (error: Error) => settle(() => reject(exitError(requestId, error.message)));
    const timer = setTimeout(() => settle(() => reject(timeoutError(requestId, limitSeconds))), limitMs);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.on('message', onMessage).on('exit', onExit).on('error', onError);
  });
}
