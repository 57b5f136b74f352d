import type { AdvanceRequest } from '../messages/campaign-record.ts';

/** Messages about reports. @throws {TransientError} the queue cannot be reached */
export interface ReportOutbox {
  /** Looks at a campaign's records after so many seconds, at most 900 (SQS). */
  advance(request: AdvanceRequest, delaySeconds: number): Promise<void>;
}
