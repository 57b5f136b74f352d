import type { Measurement } from '../messages/measurement.ts';

/** Leaves readings for ticketing. */
export interface MeasurementOutbox {
  /**
   * Leaves them in as few messages as they fit into; none at all leaves none. Repeatable: the same reading again
   * changes nothing.
   * @throws {TransientError} some may not have been left
   */
  measured(measurements: readonly Measurement[]): Promise<void>;
}
