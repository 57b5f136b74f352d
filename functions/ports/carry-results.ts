import type { CarryResult } from '../messages/carry-request.ts';

/** Where it is told what came of carrying. */
export interface CarryResults {
  /** Repeatable: what is told twice counts once. @throws {TransientError} the queue cannot be reached */
  tell(result: CarryResult): Promise<void>;
}
