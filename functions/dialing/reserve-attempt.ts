import { RejectedError, TransientError } from '../errors.ts';
import type { AttemptBook } from '../ports/attempts.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { JudgedNow } from './ask-again.ts';
import type { DialingPorts } from './dialing-ports.ts';

/**
 * Counts the attempt before it is made, where a rule counts attempts. `false`: somebody else has counted one since the
 * rules were asked, so that they must be asked again. What is reserved for a grant that is then lost counts no more than
 * the one that won, which is of the same alert.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function reserveAttempt(
  { attemptId, now }: { readonly attemptId: string; readonly now: Date },
  {
    alert,
    judged: { book },
  }: { readonly alert: AlertRecord; readonly judged: Extract<JudgedNow, { kind: 'may-dial' }> },
  { attempts }: Pick<DialingPorts, 'attempts'>,
): Promise<boolean> {
  if (!book) return true;
  const attempt = { attemptId, alertKey: alert.key, subject: alert.sensorId, at: now };
  return (await attempts.reserve(book, attempt)) === 'reserved';
}

/**
 * A call that takes its attempt back when it ends with proof that nothing was dialed. One that cannot be taken back
 * stays: then somebody is called later than they might be, and never sooner.
 */
export async function releasedUnlessDialed(
  call: Promise<string>,
  granted: AlertRecord,
  book: AttemptBook | undefined,
  { attempts, clock }: Pick<DialingPorts, 'attempts' | 'clock'>,
): Promise<string> {
  if (!book) return call;
  try {
    return await call;
  } catch (error) {
    if (error instanceof TransientError || error instanceof RejectedError) {
      await attempts.release(book.customerId, granted.attemptId ?? '', clock.now()).catch(() => undefined);
    }
    throw error;
  }
}
