import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import { type Delivery, sqsBatch, sqsWorker } from '../../functions/runtime/sqs-worker.ts';
import { capturedLog, lambdaContext, sqsRecord } from '../support/fake-lambda.ts';

const log = capturedLog();
const Message = z.object({ key: z.string() });
type Work = (message: z.output<typeof Message>, delivery: Delivery) => Promise<{ outcome: string }>;

let quarantined: { text: string; reason: string; edgeId: string }[] = [];
let hidden: { id: string; seconds: number }[] = [];
beforeEach(() => {
  quarantined = [];
  hidden = [];
  log.length = 0;
});

const worker = (work: Work, over: Partial<Parameters<typeof sqsWorker>[0]> = {}) =>
  sqsWorker({
    name: 'tested',
    message: Message,
    work: (message, delivery) => work(z.parse(Message, message), delivery),
    quarantine: async (text, { edgeId }, reason) => void quarantined.push({ text, reason, edgeId }),
    hide: async ({ messageId }, seconds) => void hidden.push({ id: messageId, seconds }),
    concurrency: 2,
    ...over,
  });

const good = (id: string, received = 1) =>
  sqsRecord({ id, body: JSON.stringify({ key: id }), edgeId: `edge-${id}`, received });
const run = (work: Work, records: ReturnType<typeof good>[], over = {}) =>
  worker(work, over)({ Records: records }, lambdaContext(1234));

describe('a batch', () => {
  it('is acknowledged message by message: what failed comes again, and nothing else', async () => {
    const answer = await run(
      async ({ key }) => {
        if (key === 'b') throw new TransientError('store_down', 'later');
        if (key === 'c') throw new Error('a defect');
        return { outcome: 'done' };
      },
      ['a', 'b', 'c', 'd'].map((id) => good(id)),
    );

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }] });
  });

  it('is worked on by no more than so many at once', async () => {
    let [now, most] = [0, 0];

    await run(
      async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return { outcome: 'done' };
      },
      ['a', 'b', 'c', 'd', 'e'].map((id) => good(id)),
    );

    expect(most).toBe(2);
  });

  it('tells its work what the queue knows', async () => {
    const seen: unknown[] = [];

    await run(
      async (_, delivery) => {
        seen.push([delivery.edgeId, delivery.receiveCount, delivery.remainingMs()]);
        return { outcome: 'done' };
      },
      [good('a', 3), sqsRecord({ id: 'without-edge', body: '{"key":"b"}' })],
    );

    expect(seen).toEqual([
      ['edge-a', 3, 1234],
      ['without-edge', 1, 1234],
    ]);
  });
});

describe('a message that can never be worked on', () => {
  const never: Work = async () => {
    throw new RejectedError('conflicting_body', 'never');
  };

  it.each([
    ['is not JSON', '{'],
    ['is not as agreed', '{"key":1}'],
    ['is refused by its worker', '{"key":"a"}'],
  ])('because it %s is quarantined and acknowledged', async (_, body) => {
    const answer = await run(never, [sqsRecord({ id: 'a', body, edgeId: 'edge-a' })]);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(quarantined).toEqual([{ text: body, edgeId: 'edge-a', reason: expect.stringMatching(/./) }]);
  });

  it('comes again when it cannot be kept', async () => {
    const keep = { quarantine: () => Promise.reject(new TransientError('archive_unavailable', 'later')) };

    const answer = await run(never, [good('a')], keep);

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'a' }]);
    expect(hidden).toHaveLength(1);
  });
});

describe('a message that comes again', () => {
  const later: Work = async () => {
    throw new TransientError('store_down', 'later');
  };

  it.each([1, 3, 10, 100])('after %i deliveries is hidden for a second to a minute', async (received) => {
    await run(later, [good('a', received)]);

    const seconds = hidden[0]?.seconds ?? 0;
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(Number.isInteger(seconds)).toBe(true);
  });

  it('is reported even when it cannot be hidden', async () => {
    const answer = await run(later, [good('a')], { hide: () => Promise.reject(new Error('throttled')) });

    expect(answer.batchItemFailures).toHaveLength(1);
  });

  it('because of a defect is not hidden: the queue counts it towards the dead letters', async () => {
    await run(async () => {
      throw new UnknownOutcomeError('no_answer', 'unknown');
    }, [good('a')]);

    expect(hidden).toEqual([]);
  });
});

describe('the log', () => {
  it('has one line an outcome, with ids', async () => {
    await run(
      async () => ({ outcome: 'placed', reason: 'accepted', key: 'a', lane: 'critical' }),
      [good('a')],
    );

    const lines = log.filter((line) => /"level": ?"INFO"/.test(line) && /"outcome": ?"placed"/.test(line));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('edge-a');
  });

  it('never has a body, nor the text of a foreign error', async () => {
    const secret = '+12025550111';
    const body = JSON.stringify({ key: secret, phone: secret });

    await run(async () => {
      throw new Error(`cannot read ${body}`);
    }, [sqsRecord({ id: 'a', body })]);
    await run(async () => ({ outcome: 'done' }), [sqsRecord({ id: 'b', body: `{"phone":"${secret}"}` })]);

    expect(log.length).toBeGreaterThan(0);
    expect(log.join('\n')).not.toContain(secret);
  });
});

describe('a message that nobody else sends again', () => {
  it('outlasts an outage of two hours within the deliveries of its queue', async () => {
    const bad = async () => {
      throw new TransientError('store_down', 'later');
    };
    const never = async () => undefined;
    let waitedSeconds = 0;
    const edge = { watch: { ended: () => undefined, failed: () => undefined }, fraction: () => 0.5 };
    const hide = async (_: unknown, seconds: number) => {
      waitedSeconds += seconds;
    };
    const message = { name: 'tested', message: Message, work: bad, quarantine: never, hide, concurrency: 1 };
    const batch = sqsBatch({ ...message, longestWaitMs: 60 * 60_000 }, edge);

    for (let received = 1; received <= 20; received++) {
      await batch({ Records: [good('a', received)] }, { getRemainingTimeInMillis: () => 1000 });
    }

    expect(waitedSeconds).toBeGreaterThan(2 * 60 * 60);
  });
});
