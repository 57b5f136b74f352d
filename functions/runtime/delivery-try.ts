import { RejectedError, TransientError } from '../errors.ts';
import type { DeliveryTry } from '../messages/carry-request.ts';
import type { Receipt } from '../messages/report-receipt.ts';

/** A try at a warehouse that nobody named. */
export const NOT_CONFIGURED: DeliveryTry = { kind: 'failed', why: 'warehouse_not_configured', forGood: true };

/** A try that a receipt came back from. */
export const deliveredTry = (receipt: Receipt): DeliveryTry => ({ kind: 'delivered', receipt });

/**
 * A try that failed in one of the ways a warehouse may fail.
 * @throws {unknown} the very error, when nobody expected it
 */
export function failedTry(error: unknown): DeliveryTry {
  if (error instanceof RejectedError) return { kind: 'failed', why: error.reason, forGood: true };
  if (!(error instanceof TransientError)) throw error;
  const { reason: why, retryAfterMs } = error;
  return { kind: 'failed', why, forGood: false, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
