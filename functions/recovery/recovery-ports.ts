import type { EndingPorts } from '../alert/ending.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { ContactLists } from '../ports/contact-lists.ts';
import type { Pace } from '../ports/pace.ts';
import type { Suppressions } from '../ports/suppressions.ts';
import type { Telephony } from '../ports/telephony.ts';

/** What recovery touches. */
export interface RecoveryPorts extends EndingPorts {
  readonly telephony: Pick<Telephony, 'findCall' | 'servedAmong' | 'withdraw'>;
  readonly contactLists: Pick<ContactLists, 'readContacts' | 'withholdContact'>;
  readonly contacts: Pick<ContactCache, 'read'>;
  /** The platform's budget: while it is paused, nothing that waits for the platform is taken up. */
  readonly pace: Pick<Pace, 'pausedUntil'>;
  readonly suppressions: Pick<Suppressions, 'read'>;
}
