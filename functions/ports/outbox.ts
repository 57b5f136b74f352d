import type {
  CheckSensorRequest,
  ComplianceRequest,
  DialRequest,
  EnrichmentRequest,
  FollowUpRequest,
  MassEventRequest,
} from '../messages/alert-facts.ts';
import type { ControlRequest } from '../messages/control-request.ts';

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
  followUp(request: FollowUpRequest | MassEventRequest | CheckSensorRequest): Promise<void>;
  control(request: ControlRequest): Promise<void>;
}
