import { type CalledParty, countsAttempts } from '../compliance/called-party.ts';
import { othersAttempts } from '../compliance/others-attempts.ts';
import { policyFor, type StagePolicies } from '../compliance/stage-policy.ts';
import { NOTHING_SAID } from '../compliance/standing.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { Customer } from '../messages/customer.ts';
import type { AttemptBook, Attempts } from '../ports/attempts.ts';
import type { Suppressions } from '../ports/suppressions.ts';
import { classify } from './classify.ts';

/** The alert, as far as it says whom a call is for and what it is about. */
export interface CallSubject {
  readonly key: string;
  readonly customerId: string;
  readonly sensorId: string;
  readonly alertType: string;
}

/** The called party, and the book of attempts as it was read; absent when no rule counts them and nobody reads of them. */
export interface PartyReading {
  readonly party: CalledParty;
  readonly book?: AttemptBook;
}

/** Whom a call is for, as far as it is known without our own stores. */
export function partyWithoutStanding(
  { alertType, sensorId }: CallSubject,
  customer: Customer,
  { classes }: { readonly classes: AlertClasses },
): CalledParty {
  const { purpose } = classify(alertType, classes).class;
  return { customer, topic: { purpose, alertType }, subject: sensorId, standing: NOTHING_SAID };
}

/** What a call is about, and what its own attempts are known by. */
export interface CallAbout extends Pick<CalledParty, 'topic' | 'subject'> {
  readonly key: string;
  readonly customerId: string;
}

/**
 * What our own stores say about whom a call is for: opt-outs, consent, and earlier calls where the policy counts them.
 * Strongly consistent, so that what was acknowledged before is seen.
 * @throws {TransientError} a store cannot be reached
 */
export async function readParty(
  { alert, customer, now }: { readonly alert: CallSubject; readonly customer: Customer; readonly now: Date },
  ports: PartyPorts,
  rules: StagePolicies & { readonly classes: AlertClasses },
): Promise<PartyReading> {
  const { topic, subject } = partyWithoutStanding(alert, customer, rules);
  const about = { key: alert.key, customerId: alert.customerId, topic, subject };
  return readCalledParty({ about, customer, now }, ports, rules);
}

/** The same for a call that no alert is the reason of. Errors as above. */
export async function readCalledParty(
  { about, customer, now }: { readonly about: CallAbout; readonly customer: Customer; readonly now: Date },
  ports: PartyPorts,
  rules: StagePolicies,
): Promise<PartyReading> {
  const { key, customerId, topic, subject } = about;
  const { purpose } = topic;
  const isCounted = countsAttempts(policyFor(rules, purpose), purpose);
  const [standing, book] = await Promise.all([
    ports.suppressions.read({ customerId, phoneE164: customer.phoneNumber }, now),
    isCounted || rules.remembersCalls ? ports.attempts.read(customerId, now) : undefined,
  ]);
  const attempts = isCounted && book ? othersAttempts(book, key) : undefined;
  return {
    party: { customer, topic, subject, standing, ...(attempts && { attempts }) },
    ...(book && { book }),
  };
}

/** The stores that say it. */
export interface PartyPorts {
  readonly suppressions: Pick<Suppressions, 'read'>;
  readonly attempts: Pick<Attempts, 'read'>;
}
