import { describe, expect, it } from '@jest/globals';
import { dynamoHeld } from '../../functions/adapters/dynamo-held.ts';
import { type CompletionMessage, workOnConversation } from '../../functions/completion/hold-conversation.ts';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import type { InteractionCompleted } from '../../functions/messages/interaction-completed.ts';
import type { ConversationRecord } from '../../functions/ports/ended-conversations.ts';
import { at, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const TABLES = {
  contacts: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
};
const CODE = 'f1e2d3c4-b5a6-4978-8069-5a4b3c2d1e0f';

/** A conversation of five minutes that is over, with one agent who has wrapped up. */
const ended = (fields: Partial<ConversationRecord> = {}): ConversationRecord => ({
  conversationId: 'c-1',
  startedAt: at(-5 * MINUTE),
  endedAt: at(),
  channel: 'voice',
  queueIds: ['q-1'],
  skillIds: [],
  wrapUpsMissing: 0,
  wrapUpCodes: [CODE],
  attributes: { customerId: 'CUST-7', segmentTags: 'churn_risk, vip' },
  ...fields,
});

function desk() {
  const clock = fakeClock(TUESDAY_10);
  const completed: InteractionCompleted[] = [];
  const left: number[] = [];
  let answer: () => ConversationRecord | undefined = () => ended();
  let reads = 0;
  const held = dynamoHeld(memoryDynamo({ tables: TABLES }), 'contacts', fakeRandom());
  const ports = {
    held,
    clock,
    conversations: {
      read: async () => {
        reads++;
        return answer();
      },
    },
    outbox: {
      completed: async (one: InteractionCompleted) => void completed.push(one),
      settle: async (_id: string, delaySeconds: number) => void left.push(delaySeconds),
    },
  };
  const policy = {
    holdMs: 10 * MINUTE,
    conversations: {
      customerAttribute: 'customerId',
      tagsAttribute: 'segmentTags',
      wrapUps: { [CODE]: { disposition: 'visit_agreed', tags: ['visit'] } },
    },
    queueNames: { 'q-1': 'field-service' },
  };
  const take = (message: CompletionMessage) => workOnConversation(message, ports, policy);
  return {
    clock,
    completed,
    left,
    reads: () => reads,
    platformTells(next: typeof answer): void {
      answer = next;
    },
    event: (part: string) =>
      take({
        detail: {
          topicName: `v2.detail.events.conversation.c-1.${part}`,
          eventBody: { conversationId: 'c-1', eventTime: at().getTime() },
        },
      }),
    found: () => take({ ended: 'c-1' }),
    settle: () => take({ settle: 'c-1' }),
    held: async () => (await held.read('c-1'))?.value,
  };
}

describe('a conversation on the platform', () => {
  it.each([
    [['customer.end', 'acw', 'wrapup']],
    [['acw', 'wrapup', 'customer.end']],
    [['wrapup', 'customer.end', 'acw']],
    [['customer.end', 'customer.end', 'acw', 'acw', 'wrapup', 'customer.end']],
  ])('whose parts end as %j is one completion', async (parts) => {
    const { event, completed } = desk();

    for (const part of parts) await event(part);

    expect(completed).toEqual([
      {
        customerId: 'CUST-7',
        tags: ['churn_risk', 'vip', 'visit'],
        contactId: 'c-1',
        idempotency_key: 'conversation-c-1',
        startTime: at(-5 * MINUTE).toISOString(),
        endTime: at().toISOString(),
        disposition: 'visit_agreed',
        channel: 'voice',
        queue: 'field-service',
        skills: [],
      },
    ]);
  });

  it('that looks find to be over, again and again, is one completion', async () => {
    const { found, completed, reads } = desk();

    const outcomes = [];
    for (let look = 0; look < 3; look++) outcomes.push((await found()).outcome);

    expect(outcomes).toEqual(['completed', 'already_moved', 'already_moved']);
    expect(completed).toHaveLength(1);
    expect(reads()).toBe(1);
  });

  it('that looks find to be over is asked about once while a wrap-up is missing, and at its appointment', async () => {
    const { found, settle, completed, platformTells, clock, reads } = desk();
    platformTells(() => ended({ wrapUpsMissing: 1 }));

    await found();
    await found();
    expect(reads()).toBe(1);
    clock.advance(10 * MINUTE);
    await settle();

    expect(completed).toHaveLength(1);
  });

  it('is not asked about before the customer has left and an agent has wrapped up', async () => {
    const { event, reads, held } = desk();

    expect(await event('customer.end')).toEqual({ outcome: 'held', reason: 'customer.end', key: 'c-1' });
    expect(reads()).toBe(0);
    expect(await held()).toMatchObject({ state: 'HELD', nextAt: at(10 * MINUTE) });
  });

  it('that is transferred waits for the last agent', async () => {
    const { event, settle, completed, platformTells, clock } = desk();
    platformTells(() => ended({ endedAt: undefined }));
    await event('customer.end');
    expect(await event('acw')).toMatchObject({ outcome: 'waiting', reason: 'the conversation goes on' });

    platformTells(() => ended({ wrapUpsMissing: 1, queueIds: ['q-1', 'q-2'] }));
    clock.advance(2 * SECOND);
    expect(await settle()).toMatchObject({ outcome: 'waiting', reason: 'a wrap-up is missing' });
    platformTells(() => ended({ queueIds: ['q-1', 'q-2'] }));
    await event('acw');

    expect(completed).toMatchObject([{ queue: 'q-2' }]);
  });

  it('without a wrap-up is complete ten minutes after its end', async () => {
    const { event, settle, completed, platformTells, clock } = desk();
    platformTells(() => ended({ wrapUpsMissing: 1, wrapUpCodes: [] }));
    await event('customer.end');
    clock.advance(10 * MINUTE - 1);
    expect(await settle()).toMatchObject({ outcome: 'waiting' });
    clock.advance(1);

    expect(await settle()).toMatchObject({ outcome: 'completed' });
    expect(completed).toHaveLength(1);
    expect(completed[0]).not.toHaveProperty('disposition');
  });

  it('that is reopened after it was settled stays one completion', async () => {
    const { event, settle, completed } = desk();
    await event('customer.end');
    await event('acw');

    expect(await event('customer.end')).toMatchObject({ outcome: 'already_moved' });
    expect(await settle()).toMatchObject({ outcome: 'already_moved' });
    expect(completed).toHaveLength(1);
  });

  it('that names no customer ends as ignored', async () => {
    const { event, platformTells, completed } = desk();
    platformTells(() => ended({ attributes: {} }));
    await event('customer.end');

    expect(await event('acw')).toEqual({ outcome: 'ignored', reason: 'no_customer_id', key: 'c-1' });
    expect(completed).toEqual([]);
  });

  it('that never ends is given up after a day', async () => {
    const { event, settle, platformTells, clock, held } = desk();
    platformTells(() => undefined);
    await event('customer.end');
    clock.advance(24 * HOUR);

    expect(await settle()).toMatchObject({ outcome: 'ignored', reason: 'never_ended' });
    expect(await held()).toMatchObject({ state: 'SETTLED' });
  });
});

describe('a platform that', () => {
  it('cannot be asked is asked again, as late as it wishes', async () => {
    const { event, platformTells, held, completed, settle } = desk();
    platformTells(() => {
      throw new TransientError('genesys_throttled', '', { retryAfterMs: 90_000 });
    });
    await event('customer.end');

    expect(await event('acw')).toMatchObject({ outcome: 'waiting', reason: 'genesys_throttled' });
    expect((await held())?.nextAt).toEqual(at(90 * SECOND));
    platformTells(() => ended());
    await settle();
    expect(completed).toHaveLength(1);
  });

  it('answers in another shape is not asked for ever', async () => {
    const { event, platformTells, held } = desk();
    platformTells(() => {
      throw new RejectedError('genesys_unreadable', '');
    });
    await event('customer.end');

    await expect(event('acw')).rejects.toMatchObject({ reason: 'genesys_unreadable' });
    expect(await held()).toMatchObject({ state: 'SETTLED' });
  });
});
