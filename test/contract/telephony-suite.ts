import { expect, it } from '@jest/globals';
import type { Telephony } from '../../functions/ports/telephony.ts';
import { callRequest } from '../support/builders.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';

/** The answer to the last question before the socket: go on. */
export const YES = () => true;

/** A platform under test, how its next answer is planned, and what it saw and accepted. */
export interface TelephonySubject {
  readonly telephony: Telephony;
  plan(answer: CallAnswer): void | Promise<void>;
  requests(): number;
  accepted(): number;
}

/** The contract of the port, for the fake and for every adapter. */
export function telephonySuite(subject: () => TelephonySubject): void {
  const place = async (mayStillSend = YES): Promise<string> => {
    const { telephony } = subject();
    await telephony.prepare();
    return telephony.placeCall(callRequest(), mayStillSend);
  };

  it('gives the id of an accepted call, another for each', async () => {
    const ids = [await place(), await place()];

    expect(new Set(ids).size).toBe(2);
    expect(subject().accepted()).toBe(2);
  });

  it('sends nothing when it may no longer send', async () => {
    await expect(place(() => false)).rejects.toMatchObject({ name: 'TransientError', reason: 'not_sent' });

    expect(subject().requests()).toBe(0);
  });

  it.each<[string, CallAnswer, string, string]>([
    ['throttled', { kind: 'throttled', retryAfterMs: 90_000 }, 'TransientError', 'genesys_throttled'],
    ['unauthorized', { kind: 'unauthorized' }, 'TransientError', 'genesys_unauthorized'],
    ['unreachable', { kind: 'unreachable' }, 'TransientError', 'not_sent'],
    ['refused', { kind: 'refuse' }, 'RejectedError', 'rejected_by_platform'],
  ])('%s: proof that nothing was accepted', async (_, answer, name, reason) => {
    await subject().telephony.prepare();
    await subject().plan(answer);

    const placing = subject().telephony.placeCall(callRequest(), YES);

    await expect(placing).rejects.toMatchObject({ name, reason });
    expect(subject().accepted()).toBe(0);
  });

  it('says how long a throttled caller shall wait', async () => {
    await subject().plan({ kind: 'throttled', retryAfterMs: 90_000 });

    await expect(place()).rejects.toMatchObject({ retryAfterMs: 90_000 });
  });

  it.each([true, false])(
    'an answer that cannot be read leaves the outcome unknown (accepted: %s)',
    async (accepted) => {
      await subject().plan({ kind: 'unknown', accepted });

      await expect(place()).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
      expect(subject().accepted()).toBe(accepted ? 1 : 0);
    },
  );

  it('places a call after a 401: the next preparation renews what was refused', async () => {
    await subject().plan({ kind: 'unauthorized' });
    await expect(place()).rejects.toMatchObject({ reason: 'genesys_unauthorized' });

    await place();

    expect(subject().accepted()).toBe(1);
  });
}
