/** Which customer a contact of a campaign is. All methods @throws {TransientError} `contacts_unavailable` */
export interface ContactRefs {
  /** The CRM's id of the customer; `undefined` when nobody said, and the contact's id is the CRM's own. Repeatable. */
  customerOf(contactId: string, now: Date): Promise<string | undefined>;
  /** Says it until an instant. The last word counts. Repeatable. */
  refer(contactId: string, customerId: string, until: Date): Promise<void>;
}
