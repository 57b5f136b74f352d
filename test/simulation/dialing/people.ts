import type { Customer } from '../../../functions/messages/customer.ts';
import type { Simulation } from '../simulation.ts';
import type { Person } from './situation.ts';

/** The customers as the CRM knows them at any instant. */
export interface People {
  /** As the CRM tells it now. */
  customerOf(customerId: string): Customer | undefined;
  /** Whether the customer has not wanted to be disturbed for all of the time from `from` to now. */
  hasRefusedSince(phoneE164: string, from: number): boolean;
  byPhone(phoneE164: string): Customer | undefined;
}

/** The customers of a situation. */
export function people(simulation: Simulation, persons: readonly Person[]): People {
  const { timeline } = simulation;
  const flagAt = ({ customer, flips }: Person, at: number): boolean =>
    flips.filter((flip) => flip <= at).length % 2 === 1 ? !customer.doNotDisturb : customer.doNotDisturb;
  const known = new Map(persons.map((person) => [person.customer.customerId, person]));
  const phones = new Map(persons.map((person) => [person.customer.phoneNumber, person]));
  return {
    customerOf(customerId) {
      const person = known.get(customerId);
      return person && { ...person.customer, doNotDisturb: flagAt(person, timeline.now()) };
    },
    hasRefusedSince(phoneE164, from) {
      const person = phones.get(phoneE164);
      if (!person) return false;
      const now = timeline.now();
      const isQuiet = !person.flips.some((flip) => flip > from && flip <= now);
      return isQuiet && flagAt(person, now);
    },
    byPhone: (phoneE164) => phones.get(phoneE164)?.customer,
  };
}
