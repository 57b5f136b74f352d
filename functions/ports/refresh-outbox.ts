/** Leaves messages for refresh. May arrive more than once, late, or never: then a later read asks again. */
export interface RefreshOutbox {
  /**
   * Asks the CRM about a customer in so many seconds, 0 to 900. `lease`: the token of the lease that is passed on with it.
   * @throws {TransientError} the message may not have been left
   */
  refresh(customerId: string, lease: string, inSeconds: number): Promise<void>;
}
