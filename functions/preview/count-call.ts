import { TransientError } from '../errors.ts';
import type { Preview } from '../messages/preview.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { Clock } from '../ports/clock.ts';
import { platformId } from './contact-data.ts';

/** Somebody else writes to the same customer's attempts at most so often in a row. */
const TRIES = 5;

interface CountingPorts {
  readonly attempts: Pick<Attempts, 'read' | 'reserve'>;
  readonly clock: Clock;
}

/** A call that an agent made out of a preview. */
export interface AgentCall {
  readonly customerId: string;
  /** What it was about: rules that count by subject take every contact for one. */
  readonly contactId: string;
  readonly attemptId: string;
  readonly at: Date;
}

/**
 * Counts a call among the customer's attempts, so that rules which limit them see it, for alerts, too. Repeatable.
 * @throws {TransientError} the ledger cannot be reached, or others write to it all the time
 */
export async function countCall(call: AgentCall, { attempts, clock }: CountingPorts): Promise<void> {
  const { customerId, contactId: subject, attemptId, at } = call;
  for (let tries = 0; tries < TRIES; tries++) {
    const book = await attempts.read(customerId, clock.now());
    if (book.attempts.some((one) => one.attemptId === attemptId)) return;
    // No alert is its reason: under a key of its own it replaces no other attempt.
    const attempt = { attemptId, alertKey: attemptId, subject, at };
    if ((await attempts.reserve(book, attempt)) === 'reserved') return;
  }
  throw new TransientError('ledger_unavailable', "a customer's attempts are written to by many at once");
}

/** Counts the call of a contact. A contact is called once in a campaign, however often that is heard of. */
export function countPreview(preview: Preview, at: Date, ports: CountingPorts): Promise<void> {
  const { customerId, contactId } = preview;
  return countCall({ customerId, contactId, attemptId: `preview-${platformId(preview)}`, at }, ports);
}
