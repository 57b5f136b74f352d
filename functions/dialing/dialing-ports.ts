import type { EndingPorts } from '../alert/ending.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { Customers } from '../ports/customers.ts';
import type { OccupancyBook } from '../ports/occupancy-book.ts';
import type { Pace } from '../ports/pace.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { Suppressions } from '../ports/suppressions.ts';
import type { Telephony } from '../ports/telephony.ts';

/** What dialing touches. */
export interface DialingPorts extends EndingPorts {
  readonly customers: Customers;
  readonly suppressions: Pick<Suppressions, 'read'>;
  readonly attempts: Attempts;
  readonly telephony: Pick<Telephony, 'prepare' | 'placeCall'>;
  /** The platform's budget. */
  readonly pace: Pace;
  readonly occupancy: Pick<OccupancyBook, 'read'>;
  readonly sleep: Sleep;
}
