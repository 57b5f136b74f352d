/** Leaves segmentation a message that a customer's update is due. */
export interface UpdateOutbox {
  /**
   * It may arrive more than once, late, or never: the profile's `nextAt` finds what was lost. `delaySeconds`: 0 to 900.
   * @throws {TransientError} the message may not have been left
   */
  updateDue(customerId: string, delaySeconds: number): Promise<void>;
}
