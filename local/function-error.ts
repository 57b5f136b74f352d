import type { FailureMessage } from './function-messages.ts';

/** An invocation failed; `name` is Lambda's errorType and `message` its errorMessage. */
export class FunctionError extends Error {
  readonly trace: readonly string[];

  constructor({ errorType, errorMessage, trace }: FailureMessage) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }
}

/** The process ended in the middle of an invocation. */
export const exitError = (requestId: string, how: string): FunctionError =>
  new FunctionError({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
    trace: [],
  });

/** The function took longer than its timeout. */
export const timeoutError = (requestId: string, timeoutSeconds: number): FunctionError =>
  new FunctionError({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    trace: [],
  });
