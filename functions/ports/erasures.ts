/** Customers who were erased. What is left of one is a mark that tells nobody who they were. */
export interface Erasures {
  /**
   * Whether this customer was erased: nothing about them may be kept again. Strongly consistent, repeatable.
   * @throws {TransientError} it is not known now
   */
  isErased(customerId: string): Promise<boolean>;
}
