import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { mirrorSuppression } from '../../functions/control/mirror-suppression.ts';
import { TransientError } from '../../functions/errors.ts';
import { Suppression } from '../../functions/messages/suppression.ts';
import type { Suppressions } from '../../functions/ports/suppressions.ts';
import {
  liftSuppression,
  recordSuppression,
  type SuppressionPorts,
} from '../../functions/suppressions/record-suppression.ts';
import { at, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeQueues } from '../support/fake-outbox.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSuppressions } from '../support/fake-suppressions.ts';
import { fakeTelephony } from '../support/fake-telephony.ts';

const PHONE = '+12025550111';

/** What was sent, as the door hands it on. */
const message = (fields: z.input<typeof Suppression> | object = {}) =>
  z.parse(Suppression, { phoneNumber: PHONE, source: 'agent', ...fields });

function office(rules = { mirrored: true }) {
  const clock = fakeClock(TUESDAY_10);
  const suppressions = fakeSuppressions();
  const queues = fakeQueues(() => clock.now());
  const telephony = fakeTelephony(() => clock.now());
  const sweeps: Date[] = [];
  const passes: Date[] = [];
  const ports: SuppressionPorts = {
    suppressions,
    ledger: { askForRingSweep: async (now) => void sweeps.push(now) },
    previews: { ask: async (now) => void passes.push(now) },
    outbox: queues.outbox,
    clock,
    random: fakeRandom(),
  };
  return {
    clock,
    suppressions,
    queues,
    telephony,
    sweeps,
    passes,
    ports,
    record: (fields: object = {}) => recordSuppression(message(fields), ports, rules),
    lift: (fields: object = {}) => liftSuppression(message(fields), ports, rules),
    /** Control works on everything that was left for it. */
    async control(list: Pick<Suppressions, 'read' | 'numberOf'> = suppressions) {
      for (let next = queues.take(); next; next = queues.take())
        await mirrorSuppression(JSON.parse(next.text).reference, { suppressions: list, telephony, clock });
    },
  };
}

describe('an opt-out', () => {
  it('holds from the answer on, for good, for every call and from now, unless it says otherwise', async () => {
    const { record, suppressions } = office();

    const answer = await record();

    expect(answer).toEqual({
      suppressions: [{ scope: 'all', since: TUESDAY_10, until: null }],
      consents: [],
    });
    expect((await suppressions.read({ phoneE164: PHONE }, at())).suppressions).toHaveLength(1);
  });

  it('holds as long, for what, and since when it says', async () => {
    const { record } = office();

    const answer = await record({
      scope: 'purpose:marketing',
      time: '2025-11-18T15:59:00+01:00',
      expiresAt: '2025-12-01T00:00:00Z',
    });

    expect(answer.suppressions).toEqual([
      {
        scope: 'purpose:marketing',
        since: '2025-11-18T14:59:00.000Z',
        until: '2025-12-01T00:00:00.000Z',
      },
    ]);
  });

  it('has recovery look at the calls that wait for an agent, after it is written', async () => {
    const { record, sweeps, ports, clock } = office();
    const order: string[] = [];
    const suppress = ports.suppressions.suppress;
    Object.assign(ports.suppressions, {
      suppress: async (optOut: Parameters<typeof suppress>[0]) => {
        await suppress(optOut);
        order.push('written');
        clock.advance(SECOND);
      },
    });

    await record();

    expect(order).toEqual(['written']);
    expect(sweeps).toEqual([at(SECOND)]);
  });

  it.each([
    ['a word from the future', { time: '2025-11-18T15:05:00.001Z' }, 'time: must not lie in the future'],
    [
      'an end before its beginning',
      { time: '2025-11-18T14:00:00Z', expiresAt: '2025-11-18T14:00:00Z' },
      'expiresAt: must be later than time',
    ],
  ])('is refused with %s', async (_, fields, problem) => {
    const { record, suppressions, sweeps } = office();

    await expect(record(fields)).rejects.toMatchObject({ name: 'RejectedError', message: problem });

    expect((await suppressions.read({ phoneE164: PHONE }, at())).suppressions).toEqual([]);
    expect(sweeps).toEqual([]);
  });

  it('is taken from a sender whose clock is five minutes ahead, and holds at once', async () => {
    const { record } = office();

    expect((await record({ time: '2025-11-18T15:05:00Z' })).suppressions).toHaveLength(1);
  });
});

describe('a lift', () => {
  it('lets calls go on, but for what other scopes forbid', async () => {
    const { record, lift, clock } = office();
    await record();
    await record({ scope: 'alertType:temp_critical' });
    clock.advance(MINUTE);

    const answer = await lift();

    expect(answer.suppressions).toMatchObject([{ scope: 'alertType:temp_critical' }]);
  });

  it('that was said before the opt-out changes nothing, and the answer shows it', async () => {
    const { record, lift } = office();
    await record();

    const answer = await lift({ time: '2025-11-18T14:00:00Z' });

    expect(answer.suppressions).toHaveLength(1);
  });

  it.each([
    ['consent', { consent: 'revoked' }],
    ['expiresAt', { expiresAt: '2026-01-01T00:00:00Z' }],
  ])('with %s is refused: it cannot be meant', async (field, fields) => {
    const { lift } = office();

    await expect(lift(fields)).rejects.toMatchObject({ message: expect.stringMatching(`^${field}: `) });
  });
});

describe('a word about consent', () => {
  it('is no opt-out', async () => {
    const { record, queues } = office();

    const answer = await record({ consent: 'written', customerId: 'customer-1' });

    expect(answer).toEqual({
      suppressions: [],
      consents: expect.arrayContaining([{ scope: 'all', level: 'written', since: TUESDAY_10 }]),
    });
    expect(queues.all()).toEqual([]);
  });

  it.each([
    ['revoked', 1],
    ['express', 0],
  ])('%s: recovery looks at waiting calls %i times', async (consent, times) => {
    const { record, sweeps, passes } = office();

    await record({ consent });

    expect(sweeps).toHaveLength(times);
    expect(passes).toEqual(sweeps);
  });
});

describe("the platform's do-not-call list", () => {
  it('follows ours, by a message that carries no number', async () => {
    const { record, queues, telephony, control } = office();

    await record({ expiresAt: '2025-12-01T00:00:00Z' });

    expect(queues.all().map(({ worker, text }) => ({ worker, ...JSON.parse(text) }))).toEqual([
      { worker: 'control', kind: 'mirror_suppression', reference: expect.stringMatching(/^[\w-]{8,}$/) },
    ]);
    expect(queues.all()[0]!.text).not.toContain('2025550111');
    await control();
    expect([...telephony.doNotCall]).toEqual([[PHONE, new Date('2025-12-01T00:00:00Z')]]);
  });

  it('has whoever refused any kind of call, as long as the longest refusal', async () => {
    const { record, telephony, control } = office();
    await record({ scope: 'purpose:marketing' });
    await record({ scope: 'alertType:temp_critical', expiresAt: '2025-12-01T00:00:00Z' });

    await control();

    expect([...telephony.doNotCall]).toEqual([[PHONE, undefined]]);
  });

  it('lets go of a number when its last refusal is lifted, not before', async () => {
    const { record, lift, telephony, control, clock } = office();
    await record();
    await record({ scope: 'purpose:marketing' });
    clock.advance(MINUTE);
    await lift();
    await control();
    expect(telephony.doNotCall.has(PHONE)).toBe(true);

    await lift({ scope: 'purpose:marketing' });
    await control();

    expect(telephony.doNotCall.has(PHONE)).toBe(false);
  });

  it('is told nothing about a customer without a number, nor where the stage names no list', async () => {
    const mirrored = office();
    const unmirrored = office({ mirrored: false });

    await mirrored.record({ phoneNumber: undefined, customerId: 'customer-1' });
    await unmirrored.record();

    expect(mirrored.queues.all()).toEqual([]);
    expect(unmirrored.queues.all()).toEqual([]);
  });

  it('does not hold up the answer while the platform is down; the message comes again', async () => {
    const { record, telephony, control } = office();
    telephony.withoutLookUps(true);

    expect((await record()).suppressions).toHaveLength(1);

    await expect(control()).rejects.toBeInstanceOf(TransientError);
  });

  it('ends up right when a lift overtakes while a number is put on it', async () => {
    const { record, lift, telephony, control, suppressions, clock } = office();
    await record();
    let looks = 0;
    const overtaken: typeof suppressions = {
      ...suppressions,
      async read(subject, now) {
        const standing = await suppressions.read(subject, now);
        looks += 1;
        if (looks === 1) {
          clock.advance(MINUTE);
          await lift();
        }
        return standing;
      },
    };

    await control(overtaken);

    expect([...telephony.doNotCall]).toEqual([]);
  });

  it('gives up on a number that is no longer kept', async () => {
    const { ports, telephony, suppressions, clock } = office();
    await ports.suppressions.keepNumber('ref-1', PHONE, at());
    clock.advance(31 * 24 * HOUR);

    const outcome = await mirrorSuppression('ref-1', { suppressions, telephony, clock });

    expect(outcome.outcome).toBe('forgotten');
  });

  it('is tried again later when what holds keeps changing', async () => {
    const { telephony, clock } = office();
    let turns = 0;
    const restless = {
      numberOf: async () => PHONE,
      read: async () => ({
        suppressions: turns++ % 2 === 0 ? [] : [{ scope: 'all', at: at(), until: null }],
        consents: [],
      }),
    };

    const mirroring = mirrorSuppression('ref-1', { suppressions: restless, telephony, clock });

    await expect(mirroring).rejects.toMatchObject({ name: 'TransientError', reason: 'standing_changes' });
  });
});
