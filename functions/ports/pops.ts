/** A page that opens for an agent. */
export interface Pop {
  /** Where it is; nothing in it tells who the customer is. */
  readonly url: string;
  /** Whose contact it shows; erased with them. */
  readonly customerId: string;
  /** After this it is not opened any more, however often it was before. */
  readonly endsAt: Date;
}

/** Pages under references that nobody can guess. All methods @throws {TransientError} `contacts_unavailable` */
export interface Pops {
  /** Keeps a page under a reference, for whoever opens it until an instant. */
  keep(reference: string, pop: Pop, until: Date): Promise<void>;
  /**
   * The page's address; whoever opens it in time can do so again until a later instant. `undefined`: there is none, or
   * its time is over. Repeatable.
   */
  open(reference: string, times: { readonly now: Date; readonly until: Date }): Promise<string | undefined>;
}
