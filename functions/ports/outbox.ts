import type {
  ComplianceRequest,
  DialRequest,
  EnrichmentRequest,
  FollowUpRequest,
} from '../messages/alert-facts.ts';

/**
 * Leaves messages for other workers. Each may arrive more than once, late, or out of order; once an alert is in
 * the ledger a lost message is found by recovery.
 * All methods @throws {TransientError} the message may not have been left
 */
export interface Outbox {
  enrich(request: EnrichmentRequest): Promise<void>;
  judge(request: ComplianceRequest): Promise<void>;
  /** `delaySeconds`: 0 to 900. */
  dial(request: DialRequest, delaySeconds?: number): Promise<void>;
  followUp(request: FollowUpRequest): Promise<void>;
}
