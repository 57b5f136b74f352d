import type { PreviewId } from './previews.ts';

/** Whom a contact of a campaign stands for. */
export interface ContactRef {
  /** The customer as the CRM knows it. */
  readonly customerId: string;
  /** The pushed contact it is. @default nobody pushed it */
  readonly preview?: PreviewId;
  /** When an agent last looked and too little was known in time to call. @default never */
  readonly missedAt?: Date;
}

/** Which customer a contact of a campaign is. All methods @throws {TransientError} `contacts_unavailable` */
export interface ContactRefs {
  /** The CRM's id of the customer; `undefined` when nobody said, and the contact's id is the CRM's own. Repeatable. */
  customerOf(contactId: string, now: Date): Promise<string | undefined>;
  /** All that was said; `contactId` is the pushed one or the platform's. Repeatable. */
  read(contactId: string, now: Date): Promise<ContactRef | undefined>;
  /** Notes that an agent looked and too little was known; nothing for a contact that nobody pushed. Repeatable. */
  noteMissed(contactId: string, at: Date): Promise<void>;
  /** Says it until an instant. The last word counts. Repeatable. */
  refer(contactId: string, ref: Omit<ContactRef, 'missedAt'>, until: Date): Promise<void>;
}
