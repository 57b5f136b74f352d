import type { KnownAs } from './segment-crm.ts';

/** What the CRM that gets segments knows customers by. */
export interface SegmentIdentifiers {
  /**
   * What a customer is known by there; `undefined`: our id. Repeatable; nothing of it is kept.
   * @throws {RejectedError} `identifier_missing`, `identifier_invalid`: nobody can be found by it
   * @throws {TransientError} it cannot be read now
   */
  of(customerId: string): Promise<KnownAs | undefined>;
}
