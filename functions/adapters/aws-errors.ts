import { TransientError } from '../errors.ts';

/**
 * Turns what an AWS client threw into what to do next. Throttling, server faults, time-outs and broken connections
 * are transient; everything else (a refused permission, a malformed request) is a defect and stays as it is.
 */
export function fromAws(reason: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`${reason}: a value was thrown that is no error`);
  return isTransient(error)
    ? new TransientError(reason, `${reason} (${error.name})`, { cause: error })
    : error;
}

/** The SDK's own name for an error, so that callers can tell one kind from another. */
export const awsErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const THROTTLED = /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|SlowDown/;

function isTransient(error: Error): boolean {
  const { $fault: fault, $metadata: metadata } = error as {
    $fault?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  if (THROTTLED.test(error.name)) return true;
  const answered = metadata?.httpStatusCode;
  return answered === undefined ? fault === undefined : answered >= 500 || answered === 408;
}
