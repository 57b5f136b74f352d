import { describe, expect, it } from '@jest/globals';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import type { SegmentAnswer } from '../../functions/ports/segment-crm.ts';
import { at, customer, HOUR, MINUTE, SECOND } from '../support/builders.ts';
import { completion, segmentDesk, segmentRules } from '../support/segment-desk.ts';

const DUE = { updateDue: 'CUST-7' };

describe('a conversation that ended', () => {
  it('is at the CRM at once, whole and under the key of its sequence', async () => {
    const desk = segmentDesk();

    expect(await desk.take(completion({ sentimentScore: -0.4 }))).toEqual({
      outcome: 'updated',
      key: 'CUST-7',
    });
    expect(desk.sent).toEqual([
      {
        customerId: 'CUST-7',
        attributes: { last_interaction_summary: 'Technician visit agreed', sentiment: -0.4 },
        tags: ['churn_risk'],
        updatedAt: at(),
        idempotencyKey: 'CUST-7#1',
        mayCreate: false,
      },
    ]);
    expect(await desk.profile()).toMatchObject({ state: 'CLEAN', sequence: 1 });
    expect(await desk.profile()).not.toHaveProperty('nextAt');
  });

  it.each([
    ['its own key', ['contactId', 'startTime'], 'edge-2'],
    ['contact and start', ['idempotency_key'], 'edge-2'],
    ['the request, where it has neither', ['idempotency_key', 'contactId'], 'edge-1'],
  ])('counts once by %s', async (_by, absent, edgeId) => {
    const desk = segmentDesk();
    const whole = completion({ contactId: 'c-1', startTime: '2025-11-18T14:00:00Z' });
    const message = JSON.parse(
      JSON.stringify(whole, (name, value) => (absent.includes(name) ? undefined : value)),
    );
    await desk.take(message, 'edge-1');

    expect(await desk.take(message, edgeId)).toEqual({ outcome: 'duplicate', key: 'CUST-7' });
    expect(desk.sent).toHaveLength(1);
  });

  it('under no key but the request counts for each request', async () => {
    const desk = segmentDesk();
    const { idempotency_key: _key, ...message } = completion();
    await desk.take(message, 'edge-1');

    expect(await desk.take(message, 'edge-2')).not.toMatchObject({ outcome: 'duplicate' });
  });

  it('of a queue nobody configured is ignored', async () => {
    const desk = segmentDesk(segmentRules({ queues: ['field-service'], skills: ['retention'] }));

    const others = completion({ queue: 'sales' });
    expect(await desk.take(others)).toMatchObject({ outcome: 'ignored', reason: 'queue_not_configured' });
    expect(await desk.take(completion({ queue: 'field-service' }))).toMatchObject({ outcome: 'updated' });
    desk.clock.advance(6 * SECOND);
    const skilled = completion({ idempotency_key: 'c-2', queue: 'sales', skills: ['retention'] });
    expect(await desk.take(skilled)).toMatchObject({ outcome: 'updated' });
  });

  it('in the future is refused, because nothing would be newer', async () => {
    const ahead = completion({ endTime: at(301 * SECOND).toISOString() });

    await expect(segmentDesk().take(ahead)).rejects.toMatchObject({ reason: 'in_the_future' });
  });
});

describe('several conversations', () => {
  it('within five seconds become two writes: the first at once, the newest of the rest after them', async () => {
    const desk = segmentDesk();
    await desk.take(completion());
    for (let n = 2; n <= 9; n++) {
      desk.clock.advance(400);
      const next = completion({
        idempotency_key: `c-${n}`,
        endTime: at(n * 400).toISOString(),
        tags: [`t${n}`],
      });
      expect(await desk.take(next)).toMatchObject({ outcome: 'coalesced' });
    }
    expect(desk.left).toEqual([{ customerId: 'CUST-7', delaySeconds: 5 }]);

    desk.clock.advance(5 * SECOND);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
    expect(desk.sent.map(({ tags, idempotencyKey }) => [tags, idempotencyKey])).toEqual([
      [['churn_risk'], 'CUST-7#1'],
      [['t9'], 'CUST-7#9'],
    ]);
  });

  it('out of order leave the newest, and every tag that stays', async () => {
    const desk = segmentDesk();
    await desk.take(completion({ tags: ['new'] }));
    const older = completion({
      idempotency_key: 'c-0',
      endTime: at(-60 * SECOND).toISOString(),
      tags: ['vip', 'old'],
    });

    expect(await desk.take(older)).toMatchObject({ outcome: 'coalesced' });
    desk.clock.advance(6 * SECOND);
    await desk.take(DUE);

    expect(desk.sent.at(-1)).toMatchObject({ tags: ['new', 'vip'], updatedAt: at() });
  });

  it('of which a late one says nothing that stays change nothing', async () => {
    const desk = segmentDesk();
    await desk.take(completion());
    const older = completion({
      idempotency_key: 'c-0',
      endTime: at(-60 * SECOND).toISOString(),
      tags: ['old'],
    });

    expect(await desk.take(older)).toEqual({ outcome: 'unchanged', key: 'CUST-7' });
  });

  it('that come during a write are written after it', async () => {
    const desk = segmentDesk();
    desk.crmAnswers(async () => {
      desk.crmAnswers(async () => 'updated');
      const during = completion({ idempotency_key: 'c-2', endTime: at(1).toISOString(), tags: ['during'] });
      expect(await desk.take(during)).toMatchObject({ outcome: 'coalesced', reason: 'a write is under way' });
      return 'updated';
    });

    await desk.take(completion());
    expect(await desk.profile()).toMatchObject({ state: 'DIRTY' });
    expect(desk.left).toEqual([{ customerId: 'CUST-7', delaySeconds: 5 }]);
    desk.clock.advance(5 * SECOND);
    await desk.take(DUE);

    expect(desk.sent.map(({ tags }) => tags)).toEqual([['churn_risk'], ['during']]);
    expect(await desk.profile()).toMatchObject({ state: 'CLEAN' });
  });
});

describe('a customer the CRM does not know', () => {
  const unknown = async (_update: unknown, { mayCreate }: { mayCreate: boolean }): Promise<SegmentAnswer> =>
    mayCreate ? 'created' : 'unknown_customer';

  it('is created, and the outcome names the customer', async () => {
    const desk = segmentDesk();
    desk.crmAnswers(unknown);

    expect(await desk.take(completion())).toEqual({ outcome: 'created', key: 'CUST-7' });
    expect(desk.sent.map(({ mayCreate, idempotencyKey }) => [mayCreate, idempotencyKey])).toEqual([
      [false, 'CUST-7#1'],
      [true, 'CUST-7#1'],
    ]);
  });

  it('is not created when erased before', async () => {
    const desk = segmentDesk();
    await desk.erase();

    expect(await desk.take(completion())).toEqual({ outcome: 'ignored', reason: 'erased', key: 'CUST-7' });
    expect(desk.sent).toEqual([]);
  });

  it('is not created when erased while the CRM is asked', async () => {
    const desk = segmentDesk();
    desk.crmAnswers(async () => {
      await desk.erase();
      return 'unknown_customer';
    });

    expect(await desk.take(completion())).toEqual({ outcome: 'ignored', reason: 'erased', key: 'CUST-7' });
    expect(desk.sent.map(({ mayCreate }) => mayCreate)).toEqual([false]);
    expect(await desk.profile()).toMatchObject({ state: 'ERASED', attributes: {}, tags: [] });
  });
});

describe('a CRM that', () => {
  const failing = (error: Error) => {
    const desk = segmentDesk();
    desk.crmAnswers(async () => {
      throw error;
    });
    return desk;
  };

  it.each([
    ['throttles', new TransientError('crm_throttled', '', { retryAfterMs: 60_000 }), 'crm_throttled', 60],
    ['is unauthorized', new TransientError('crm_unauthorized', ''), 'crm_unauthorized', 0],
    ['cannot be reached', new TransientError('crm_unavailable', ''), 'crm_unavailable', 0],
    ['has no secret', new TransientError('secret_missing', ''), 'secret_missing', 0],
    ['does not answer', new UnknownOutcomeError('crm_no_answer', ''), 'crm_no_answer', 15],
    ['breaks down', new UnknownOutcomeError('crm_unavailable', ''), 'crm_unavailable', 15],
    ['answers in another shape', new UnknownOutcomeError('crm_no_customer_id', ''), 'crm_no_customer_id', 15],
  ])('%s gets the same state later, and not before it may', async (_how, error, reason, notBeforeSeconds) => {
    const desk = failing(error);

    expect(await desk.take(completion())).toEqual({ outcome: 'waiting', reason, key: 'CUST-7' });
    const { nextAt } = (await desk.profile())!;
    expect(nextAt!.getTime()).toBeGreaterThanOrEqual(at(notBeforeSeconds * SECOND).getTime());
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'already_moved' });

    desk.crmAnswers(async () => 'updated');
    desk.clock.set(nextAt!);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
    expect(new Set(desk.sent.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(['CUST-7#1']));
  });

  it('asks for patience is left alone by everybody for as long', async () => {
    const desk = failing(new TransientError('crm_throttled', '', { retryAfterMs: 60_000 }));
    await desk.take(completion());

    expect(desk.pace.holds).toEqual([at(60 * SECOND)]);
    expect(desk.pace.endings).toEqual(['answered']);
  });

  it.each([new TransientError('crm_unavailable', ''), new UnknownOutcomeError('crm_no_answer', '')])(
    'fails with $reason counts as failing for everybody',
    async (error) => {
      const desk = failing(error);
      await desk.take(completion());

      expect(desk.pace.endings).toEqual(['failed']);
      expect(desk.pace.holds).toEqual([]);
    },
  );

  it('has no room for a write gets it when it has, as a first request', async () => {
    const desk = segmentDesk();
    const until = at(40 * SECOND);
    desk.pace.answer({ kind: 'refused', reason: 'no_slot', until });

    expect(await desk.take(completion())).toMatchObject({ outcome: 'waiting', reason: 'crm_no_slot' });
    expect(desk.sent).toEqual([]);
    expect((await desk.profile())?.nextAt).toEqual(until);

    desk.clock.set(until);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
    expect(desk.pace.taken.map(({ ask }) => ask)).toEqual(
      Array(2).fill({ caller: 'segments', kind: 'first', mayProbe: true }),
    );
  });

  it('has no room is asked for it once, and gets the newest of all that come meanwhile', async () => {
    const desk = segmentDesk();
    desk.pace.answer({ kind: 'refused', reason: 'no_slot', until: at(SECOND) });
    await desk.take(completion());
    expect(desk.left).toEqual([{ customerId: 'CUST-7', delaySeconds: 1 }]);

    for (let n = 2; n <= 9; n++) {
      desk.clock.advance(2 * SECOND);
      const endTime = at(n * SECOND).toISOString();
      const next = completion({ idempotency_key: `c-${n}`, endTime, tags: [`t${n}`] });
      expect(await desk.take(next)).toMatchObject({ outcome: 'coalesced', reason: 'crm_no_slot' });
    }
    expect(desk.left).toHaveLength(1);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });

    expect(desk.pace.taken).toHaveLength(2);
    expect(desk.sent.map(({ tags }) => tags)).toEqual([['t9']]);
  });

  it('is not waited for by a completion, behind which others stand, as long as by a write that was put off', async () => {
    const desk = segmentDesk();
    const until = at(SECOND);
    desk.pace.answer({ kind: 'refused', reason: 'no_slot', until });
    await desk.take(completion());
    desk.clock.set(until);
    await desk.take(DUE);

    const [atOnce, later] = desk.pace.taken.map(({ latest }) => latest);
    expect(atOnce).toEqual(at(300));
    expect(later).toEqual(at(5 * SECOND));
  });

  it('was to get a write that nobody came for gets it with the next completion', async () => {
    const desk = segmentDesk();
    desk.pace.answer({ kind: 'refused', reason: 'no_slot', until: at(SECOND) });
    await desk.take(completion());
    desk.clock.advance(61 * SECOND);

    const next = completion({ idempotency_key: 'c-2', endTime: at(SECOND).toISOString() });
    expect(await desk.take(next)).toMatchObject({ outcome: 'updated' });
  });

  it('does not know a customer whose write failed before creates them at the price of one retry', async () => {
    const desk = failing(new TransientError('crm_unavailable', ''));
    await desk.take(completion());
    desk.crmAnswers(async (_, { mayCreate }) => (mayCreate ? 'created' : 'unknown_customer'));
    desk.clock.set((await desk.profile())!.nextAt!);

    expect(await desk.take(DUE)).toMatchObject({ outcome: 'created' });
    expect(desk.pace.taken.map(({ ask }) => ask.kind)).toEqual(['first', 'retry', 'first']);
  });

  it('has taken a write has taken it, even if the budget cannot be told', async () => {
    const desk = segmentDesk();
    desk.pace.breakDown();

    expect(await desk.take(completion())).toMatchObject({ outcome: 'updated' });
    expect((await desk.profile())?.state).toBe('CLEAN');
  });

  it('is down for a day loses nothing', async () => {
    const desk = failing(new TransientError('crm_unavailable', ''));
    await desk.take(completion({ tags: ['vip'] }));
    for (let hour = 0; hour < 24; hour++) {
      desk.clock.advance(3600 * SECOND);
      const next = completion({
        idempotency_key: `h-${hour}`,
        endTime: desk.clock.now().toISOString(),
        tags: [`h${hour}`],
      });
      await desk.take(next);
    }
    desk.crmAnswers(async () => 'updated');
    desk.clock.advance(300 * SECOND);

    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
    expect(desk.sent.at(-1)).toMatchObject({ tags: ['h23', 'vip'] });
  });

  it('refuses for good parks the state with its reason, until there is a newer one', async () => {
    const desk = failing(new RejectedError('crm_refused', ''));

    expect(await desk.take(completion())).toEqual({
      outcome: 'parked',
      reason: 'crm_refused',
      key: 'CUST-7',
    });
    expect(await desk.profile()).toMatchObject({ state: 'PARKED', why: 'crm_refused' });
    expect(await desk.profile()).not.toHaveProperty('nextAt');

    desk.crmAnswers(async () => 'updated');
    desk.clock.advance(6 * SECOND);
    const newer = completion({ idempotency_key: 'c-2', endTime: at(SECOND).toISOString() });
    expect(await desk.take(newer)).toMatchObject({ outcome: 'updated' });
  });
});

describe('a worker that is lost', () => {
  it('in the middle of a write leaves the state to whoever comes after its lease', async () => {
    const desk = segmentDesk();
    desk.crmAnswers(() => new Promise(() => undefined));
    void desk.take(completion());
    await new Promise(setImmediate);

    desk.crmAnswers(async () => 'updated');
    desk.clock.advance(14 * SECOND);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'already_moved' });
    desk.clock.advance(SECOND);
    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
  });
});

describe('a rule that wants the transcript', () => {
  const rules = segmentRules({
    rules: [{ when: { anyTag: ['churn_risk'] }, effect: { summarizeTranscript: 60 } }],
  });
  const spoken = completion({ contactId: 'conversation-1' });

  it('gets the customer’s most telling words, and no number', async () => {
    const desk = segmentDesk(rules);
    desk.wasSaid([
      { byCustomer: false, text: 'Good morning, how may I help?' },
      { byCustomer: true, text: 'My boiler is broken. The boiler leaks again.' },
      { byCustomer: true, text: 'Call me at +1 202 555 0142. Bye.' },
    ]);

    await desk.take(spoken);

    expect(desk.sent).toMatchObject([
      {
        attributes: { last_interaction_summary: 'My boiler is broken. The boiler leaks again. Bye.' },
        idempotencyKey: 'CUST-7#1.t',
      },
    ]);
    expect(JSON.stringify(await desk.profile())).not.toContain('boiler');
  });

  it('waits for it, but not for ever', async () => {
    const desk = segmentDesk(rules);

    expect(await desk.take(spoken)).toMatchObject({ outcome: 'waiting', reason: 'transcript_not_ready' });
    for (let tries = 0; tries < 4; tries++) {
      desk.clock.set((await desk.profile())!.nextAt!);
      expect(await desk.take(DUE)).toMatchObject({ reason: 'transcript_not_ready' });
    }
    desk.clock.set((await desk.profile())!.nextAt!);

    expect(await desk.take(DUE)).toMatchObject({ outcome: 'updated' });
    expect(desk.sent).toMatchObject([
      { attributes: { last_interaction_summary: 'Technician visit agreed' }, idempotencyKey: 'CUST-7#1' },
    ]);
  });

  it('is not asked for where no rule applies', async () => {
    const desk = segmentDesk(rules);

    expect(await desk.take({ ...spoken, tags: [] })).toMatchObject({ outcome: 'updated' });
  });
});

describe('a CRM that is down for a day', () => {
  it('loses nothing: the newest state and every tag that stays are there when it is back', async () => {
    const desk = segmentDesk(segmentRules({ additiveTags: ['vip', 'lifetime:*'] }));
    const isBack = at(24 * HOUR);
    desk.crmAnswers(async () => {
      if (desk.clock.now() < isBack) throw new TransientError('crm_unavailable', 'no connection');
      return 'updated';
    });

    // A conversation an hour, and whatever is due every five minutes, until an hour after the day.
    for (let minute = 0; minute < 25 * 60; minute += 5) {
      const hour = minute / 60;
      if (Number.isInteger(hour) && hour < 24) {
        const tags = [`lifetime:${hour % 3}`, ...(hour === 5 ? ['vip'] : []), `of_${hour}`];
        const endTime = desk.clock.now().toISOString();
        await desk.take(completion({ idempotency_key: `hour-${hour}`, endTime, tags }), `edge-${hour}`);
      }
      const { nextAt } = (await desk.profile()) ?? {};
      if (nextAt && nextAt <= desk.clock.now()) await desk.take(DUE, `due-${minute}`);
      desk.clock.advance(5 * MINUTE);
    }

    expect(await desk.profile()).toMatchObject({ state: 'CLEAN', tries: 0 });
    expect(desk.sent.at(-1)).toMatchObject({
      tags: ['lifetime:0', 'lifetime:1', 'lifetime:2', 'of_23', 'vip'],
      updatedAt: at(23 * HOUR),
    });
  });
});

describe('a customer whom the CRM of segments knows by a number', () => {
  it('is written by it, in as many slots as that takes, and it is kept nowhere', async () => {
    const desk = segmentDesk(segmentRules(), 'phone');
    desk.isKnown(customer({ customerId: 'CUST-7', phoneNumber: '+1 (202) 555-0142' }));

    const outcome = await desk.take(completion());

    expect(desk.sent).toMatchObject([{ knownAs: { by: 'phone', value: '+12025550142' } }]);
    expect(desk.pace.taken).toHaveLength(2);
    expect(outcome).toEqual({ outcome: 'updated', key: 'CUST-7' });
    expect(JSON.stringify([outcome, await desk.profile()])).not.toContain('2025550142');
  });

  it.each([
    ['missing', undefined, 'identifier_missing'],
    ['no number', customer({ phoneNumber: '555-0142' }), 'identifier_invalid'],
  ])('is parked for a person when it is %s, and nobody is asked', async (_what, known, reason) => {
    const desk = segmentDesk(segmentRules(), 'phone');
    desk.isKnown(known);

    expect(await desk.take(completion())).toEqual({ outcome: 'parked', reason, key: 'CUST-7' });
    expect(desk.sent).toEqual([]);
    expect(await desk.profile()).toMatchObject({ state: 'PARKED', why: reason });
  });

  it('is written after the next conversation, once the number is right', async () => {
    const desk = segmentDesk(segmentRules(), 'phone');
    desk.isKnown(customer({ phoneNumber: '' }));
    await desk.take(completion());
    desk.isKnown(customer({ phoneNumber: '+12025550142' }));

    desk.clock.advance(MINUTE);
    await desk.take(completion({ idempotency_key: 'conversation-2', endTime: at(1).toISOString() }));

    expect(await desk.profile()).toMatchObject({ state: 'CLEAN' });
  });
});
