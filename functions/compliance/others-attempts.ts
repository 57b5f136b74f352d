import type { AttemptBook } from '../ports/attempts.ts';
import type { Attempt } from './permission.ts';

/**
 * The attempts in a customer's book that count against an alert: all but its own. An alert that is still open was not
 * dialed, whatever it had reserved.
 */
export function othersAttempts({ customerId, attempts }: AttemptBook, alertKey: string): readonly Attempt[] {
  return attempts
    .filter((one) => one.alertKey !== alertKey)
    .map(({ at, subject }) => ({ at, customer: customerId, subject }));
}
