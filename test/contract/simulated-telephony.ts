import { expect, it } from '@jest/globals';
import type { Telephony } from '../../functions/ports/telephony.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import type { PlatformSimulator } from '../../local/simulators/platform.ts';
import { callRequest } from '../support/builders.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';
import { telephonySuite, YES } from './telephony-suite.ts';

/** An adapter before its simulated platform. */
export interface SimulatedTelephony {
  readonly telephony: Telephony;
  readonly simulator: PlatformSimulator;
  readonly clock: FakeClock;
  /** Requests for calls that the platform has seen. */
  placed(): readonly unknown[];
  /** Something goes wrong with the next request for a call. */
  fault(of: Fault): void;
  /** How long a 429 that says nothing means, ms. */
  readonly usualWaitMs: number | undefined;
  /** The same adapter, which gives a request so long, ms. */
  within(requestMs: number): Telephony;
}

const FATES = { waiting: 'waiting', served: 'served', disconnected: 'withdrawn', cut: 'withdrawn' } as const;

/** The contract of the port, and what every adapter makes of answers over HTTP. `unclear`: the vendor's own. */
export function simulatedTelephonySuite(
  subject: () => SimulatedTelephony,
  unclear: readonly (readonly [what: string, of: Fault])[],
): void {
  const fault = (of: Fault): void => subject().fault(of);
  async function place(telephony = subject().telephony): Promise<string> {
    await telephony.prepare();
    return telephony.placeCall(callRequest(), YES);
  }

  telephonySuite(() => {
    const { telephony, simulator, clock, placed } = subject();
    return {
      telephony,
      plan: (answer) => planned(subject(), answer),
      requests: () => placed().length,
      accepted: () => simulator.conversations().length,
      advance: clock.advance,
      searchLag: simulator.setSearchLag,
      serve: simulator.serve,
      down: (isDown) => (isDown ? simulator.pause() : simulator.resume()),
      fates: () => simulator.conversations().map(({ state }) => FATES[state]),
    };
  });

  it.each([400, 403, 404, 422])('is refused for good with %i', async (status) => {
    fault({ kind: 'status', status });

    await expect(place()).rejects.toMatchObject({ name: 'RejectedError', reason: 'rejected_by_platform' });
  });

  it.each<readonly [string, Fault]>([
    ['409', { kind: 'status', status: 409 }],
    ['408', { kind: 'status', status: 408 }],
    ['a redirect', { kind: 'status', status: 307 }],
    ['5xx before it was accepted', { kind: 'status', status: 500 }],
    ['5xx after it was accepted', { kind: 'status-after', status: 504 }],
    ['a reset before it was accepted', { kind: 'reset' }],
    ['a reset after it was accepted', { kind: 'reset-after' }],
    ['200 with HTML', { kind: 'body', status: 200, body: '<html></html>' }],
    ['202 without a body', { kind: 'body', status: 202 }],
    ...unclear,
  ])('leaves the outcome unknown after %s, and sends once', async (_, of) => {
    fault(of);

    await expect(place()).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
    expect(subject().placed()).toHaveLength(1);
  });

  it.each(['never', 'never-before'] as const)(
    'leaves the outcome unknown without an answer (%s)',
    async (kind) => {
      fault({ kind });

      await expect(place(subject().within(200))).rejects.toMatchObject({
        name: 'UnknownOutcomeError',
        reason: expect.stringMatching(/^[a-z]+_no_answer$/),
      });
      expect(subject().placed()).toHaveLength(1);
    },
  );

  it('knows how long to wait after a 429 that says nothing, where the platform has a usual time', async () => {
    fault({ kind: 'rate-limit' });

    await expect(place()).rejects.toMatchObject({
      reason: expect.stringMatching(/^[a-z]+_throttled$/),
      retryAfterMs: subject().usualWaitMs,
    });
  });

  it('without a token at hand sends nothing', async () => {
    const { telephony, simulator } = subject();

    await expect(telephony.placeCall(callRequest(), YES)).rejects.toMatchObject({ reason: 'not_sent' });

    expect(simulator.requests()).toEqual([]);
  });
}

async function planned({ fault, simulator }: SimulatedTelephony, answer: CallAnswer): Promise<void> {
  switch (answer.kind) {
    case 'throttled':
      return fault({ kind: 'rate-limit', retryAfterSeconds: (answer.retryAfterMs ?? 0) / 1000 });
    case 'unauthorized':
      return fault({ kind: 'expired-token' });
    case 'unreachable':
      return simulator.pause();
    case 'refuse':
      return fault({ kind: 'status', status: 400 });
    case 'unknown':
      return fault({ kind: answer.accepted ? 'status-after' : 'status', status: 503 });
    default:
      throw new Error(`${answer.kind} is not planned here`);
  }
}
