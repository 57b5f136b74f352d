/** What a contact id of ours may look like: platforms refuse special characters, and a hyphen may be one. */
export const CONTACT_ID = /^[A-Za-z0-9]{1,64}$/;

/** Contacts one request may add. */
export const MAX_CONTACTS = 1000;

/** A contact for a campaign to dial, or to show to an agent. */
export interface NewContact {
  /** Chosen by us, as `CONTACT_ID` says: the same id is the same contact. */
  readonly id: string;
  /** Column of the list to text: at most 50 columns, 512 characters each; a platform may hold less, and refuses more. */
  readonly data: Readonly<Record<string, string>>;
}

/** How contacts are added. */
export interface AddingOptions {
  /** They are dialed before those that wait already. @default after them */
  readonly first?: boolean;
  /** Asked synchronously right before the request leaves; `false` ends in a TransientError. @default it may */
  readonly mayStillSend?: () => boolean;
}

/** What became of one contact of a request. */
export type AddedContact =
  | { readonly kind: 'added' }
  /** It is not on the list, and the same contact would be refused again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The answer does not name it: read it back. */
  | { readonly kind: 'unknown' };

/** A contact as it stands on its list; its number may be written otherwise. */
export interface ContactReading {
  readonly id: string;
  readonly data: Readonly<Record<string, string>>;
  /** `false`: no campaign dials it any more. */
  readonly callable: boolean;
  /** Whether a campaign has tried to reach it. */
  readonly called: boolean;
}

/** A campaign, as far as it decides what becomes of a contact. */
export interface Campaign {
  readonly id: string;
  readonly contactListId: string;
  /** `paced`: no more calls at a time than agents are free; `preview`: agents see a contact first; `other`: we know nothing of it. */
  readonly dialingMode: 'paced' | 'predictive' | 'preview' | 'agentless' | 'external' | 'other';
  /** `ended`: it has run out of contacts, was stopped or is invalid. */
  readonly status: 'on' | 'stopping' | 'ended';
  /** Stays on when it has run out of contacts. */
  readonly alwaysRunning: boolean;
  /** Columns of the list that hold phone numbers, in the order they are dialed. */
  readonly phoneColumns: readonly string[];
  /** Whether the platform itself keeps to hours that somebody has set. */
  readonly hasCallableTimes: boolean;
}

/** Contact lists and the campaigns that work through them. Lists and campaigns are made by people. */
export interface ContactLists {
  /**
   * The campaign, `undefined` when the platform knows none of this id. Repeatable.
   * @throws {TransientError} it cannot be asked now
   */
  campaign(campaignId: string): Promise<Campaign | undefined>;

  /**
   * Adds contacts, at most `MAX_CONTACTS`; an answer for each id. An id that is on the list is the same contact: its data
   * are replaced. Repeatable as long as no campaign has called it and nobody has withheld it; after that it may be
   * called once more for every addition.
   * Where a platform refuses a request as a whole for one bad contact, the bad ones are found by further requests, but
   * only without `mayStillSend`: with it exactly one request that adds leaves, and its refusal is an error.
   * @throws {TransientError} throttled, unreachable, unauthorized or not sent: what this request held was not added
   * @throws {RejectedError} `contact_list_unknown`, or `contacts_refused`: of several contacts, some do not fit
   * @throws {UnknownOutcomeError} they may have been added: read them back
   */
  addContacts(
    contactListId: string,
    contacts: readonly NewContact[],
    options?: AddingOptions,
  ): Promise<ReadonlyMap<string, AddedContact>>;

  /**
   * Those of at most `MAX_CONTACTS` contacts that are on the list, by id. What was just added may be missing.
   * Repeatable.
   * @throws {TransientError} the list cannot be read now
   */
  readContacts(contactListId: string, ids: readonly string[]): Promise<ReadonlyMap<string, ContactReading>>;

  /**
   * Makes sure that no campaign dials a contact from now on. `withheld`: none has and none will; `called`: too late, it
   * is left alone; `unknown`: it is not on the list, where a platform may have taken it off when it was withheld before.
   * Repeatable, also when the first answer was lost.
   * @throws {TransientError} not known yet: ask again
   */
  withholdContact(contactListId: string, id: string): Promise<'withheld' | 'called' | 'unknown'>;
}
