import { expect, it } from '@jest/globals';
import type { SoughtCall, Telephony } from '../../functions/ports/telephony.ts';
import { callRequest, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';

/** The answer to the last question before the socket: go on. */
export const YES = () => true;

/** A platform under test, how its next answer is planned, and what it saw and accepted. */
export interface TelephonySubject {
  readonly telephony: Telephony;
  plan(answer: CallAnswer): void | Promise<void>;
  requests(): number;
  accepted(): number;
  /** Time passes. */
  advance(ms: number): void;
  /** From now on a call is found this long after it was accepted. */
  searchLag(ms: number): void;
  /** An agent takes the call up, now. */
  serve(callId: string): void;
  /** While it is down, the platform answers no look-up. */
  down(isDown: boolean): void | Promise<void>;
  /** What has become of the calls that were accepted, in order. */
  fates(): readonly ('waiting' | 'served' | 'withdrawn')[];
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

  it.each<[string, CallAnswer, string, RegExp]>([
    ['throttled', { kind: 'throttled', retryAfterMs: 90_000 }, 'TransientError', /^[a-z]+_throttled$/],
    ['unauthorized', { kind: 'unauthorized' }, 'TransientError', /^[a-z]+_unauthorized$/],
    ['unreachable', { kind: 'unreachable' }, 'TransientError', /^not_sent$/],
    ['refused', { kind: 'refuse' }, 'RejectedError', /^rejected_by_platform$/],
  ])('%s: proof that nothing was accepted', async (_, answer, name, reason) => {
    await subject().telephony.prepare();
    await subject().plan(answer);

    const placing = subject().telephony.placeCall(callRequest(), YES);

    await expect(placing).rejects.toMatchObject({ name, reason: expect.stringMatching(reason) });
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
    await expect(place()).rejects.toMatchObject({ reason: expect.stringMatching(/_unauthorized$/) });

    await place();

    expect(subject().accepted()).toBe(1);
  });

  const sought = (fields: Partial<SoughtCall> = {}): SoughtCall => ({
    attemptId: 'attempt-1',
    since: new Date(TUESDAY_10),
    phoneE164: callRequest().phoneE164,
    ...fields,
  });

  it('finds a call by its attempt, also one whose answer was lost', async () => {
    await subject().plan({ kind: 'unknown', accepted: true });
    await expect(place()).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
    subject().advance(MINUTE);

    const found = await subject().telephony.findCall(sought());

    expect(found).toEqual(expect.any(String));
    expect(await subject().telephony.withdraw(found ?? '')).toBe('withdrawn');
  });

  it('finds the right one of several to a number', async () => {
    const { telephony } = subject();
    await telephony.prepare();
    const ids: string[] = [];
    for (const attemptId of ['a', 'b', 'c']) {
      const callData = { ...callRequest().callData, attemptId };
      ids.push(await telephony.placeCall(callRequest({ callData }), YES));
    }

    expect(await telephony.findCall(sought({ attemptId: 'b' }))).toBe(ids[1]);
  });

  it('finds nothing for another attempt', async () => {
    await place();

    expect(await subject().telephony.findCall(sought({ attemptId: 'attempt-2' }))).toBeUndefined();
  });

  it('finds nothing that carries another attempt, whatever number it is looked for under', async () => {
    const callId = await place();

    const found = await subject().telephony.findCall(sought({ phoneE164: '+12025550199' }));

    expect([undefined, callId]).toContain(found);
  });

  it('finds nothing before the search knows the call, and the call then: absence is no proof', async () => {
    subject().searchLag(3 * MINUTE);
    const callId = await place();

    const early = await subject().telephony.findCall(sought());
    subject().advance(3 * MINUTE);

    expect(early).toBeUndefined();
    expect(await subject().telephony.findCall(sought())).toBe(callId);
  });

  const among = (...callIds: readonly string[]) => ({ callIds, since: new Date(TUESDAY_10) });

  it('tells which of some calls an agent has taken up', async () => {
    const { telephony, serve } = subject();
    const [waiting, served, other] = [await place(), await place(), await place()];
    serve(served);
    serve(other);

    const found = await telephony.servedAmong(among(waiting, served, 'nowhere'));

    expect([...found]).toEqual([served]);
  });

  it('does not tell it of a call that the search does not know yet', async () => {
    subject().searchLag(3 * MINUTE);
    const callId = await place();
    subject().serve(callId);

    const early = await subject().telephony.servedAmong(among(callId));
    subject().advance(3 * MINUTE);

    expect([...early]).toEqual([]);
    expect([...(await subject().telephony.servedAmong(among(callId)))]).toEqual([callId]);
  });

  it('takes back a call that waits, once and for all', async () => {
    const { telephony } = subject();
    const callId = await place();

    expect(await telephony.withdraw(callId)).toBe('withdrawn');
    expect(await telephony.withdraw(callId)).toBe('withdrawn');
    expect([...(await telephony.servedAmong(among(callId)))]).toEqual([]);
    expect(subject().fates()).toEqual(['withdrawn']);
  });

  it('leaves a call alone that an agent has taken up', async () => {
    const { telephony, serve } = subject();
    const callId = await place();
    serve(callId);

    expect(await telephony.withdraw(callId)).toBe('served');
    expect(subject().fates()).toEqual(['served']);
  });

  it('takes a call it does not know for one that was served: it may have been', async () => {
    expect(await subject().telephony.withdraw('nowhere')).toBe('served');
  });

  it.each<[string, (telephony: Telephony, callId: string) => Promise<unknown>]>([
    ['findCall', (telephony) => telephony.findCall(sought())],
    ['servedAmong', (telephony, callId) => telephony.servedAmong(among(callId))],
    ['withdraw', (telephony, callId) => telephony.withdraw(callId)],
  ])('%s is transient while the platform cannot be asked', async (_, ask) => {
    const callId = await place();
    await subject().down(true);

    await expect(ask(subject().telephony, callId)).rejects.toMatchObject({ name: 'TransientError' });

    await subject().down(false);
    expect(subject().fates()).toEqual(['waiting']);
  });
}
