import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { malformedReason } from '../../functions/runtime/malformed.ts';
import { scheduled } from '../../functions/runtime/scheduled.ts';
import { sqsWorker } from '../../functions/runtime/sqs-worker.ts';
import { strictJson } from '../../functions/runtime/strict-json.ts';
import { capturedLog, lambdaContext, sqsRecord } from '../support/fake-lambda.ts';
import { NO_JSON, TOO_MUCH, TWO_READINGS } from '../support/hostile-texts.ts';
import { CONVERSATION_TARGETS, fieldCasesOf, PREVIEW_TARGETS, TARGETS } from '../support/hostile-workers.ts';
import { FAILURES } from '../support/planted-failures.ts';
import { tracesIn } from '../support/planted-traces.ts';

const log = capturedLog();
let quarantined: { reason: string; edgeId: string }[] = [];
let worked: unknown[] = [];
beforeEach(() => {
  log.length = 0;
  quarantined = [];
  worked = [];
});

/** A worker that takes anything that is JSON, or fails. */
const worker = (fail?: () => unknown) =>
  sqsWorker({
    name: 'tested',
    message: z.looseObject({}),
    work: async (message) => {
      if (fail) throw fail();
      worked.push(message);
      return { outcome: 'done' };
    },
    quarantine: async (_, { edgeId }, reason) => void quarantined.push({ reason, edgeId }),
    hide: async () => undefined,
    concurrency: 3,
  });

describe('a worker', () => {
  it.each([...NO_JSON, ...TWO_READINGS, ...TOO_MUCH])(
    'never works on $name, and works on its neighbours',
    async ({ make, tells }) => {
      const bodies = ['{"n":1}', make({ sensorId: 'S-1' }), '{"n":2}'];
      const Records = bodies.map((body, n) => sqsRecord({ id: `m-${n}`, body, edgeId: `edge-${n}` }));

      const answer = await worker()({ Records }, lambdaContext());

      expect(answer).toEqual({ batchItemFailures: [] });
      expect(worked).toEqual([{ n: 1 }, { n: 2 }]);
      expect(quarantined).toEqual([{ edgeId: 'edge-1', reason: expect.stringContaining(tells) }]);
    },
  );

  it.each(['+12025550187', '12025550187', 'Ada Sample', 'a/../b\n', 'x'.repeat(129), ''])(
    'goes by the id of the queue where the edge id is %j',
    async (edgeId) => {
      await worker()({ Records: [sqsRecord({ id: 'm-1', body: '{', edgeId })] }, lambdaContext());

      expect(quarantined).toMatchObject([{ edgeId: 'm-1' }]);
    },
  );

  it.each(Object.entries(FAILURES))('hands %s to the dead letters by failing each time', async (_, fail) => {
    const Records = [
      sqsRecord({ id: 'm-1', body: '{}' }),
      sqsRecord({ id: 'm-2', body: '{}', received: 20 }),
    ];

    const answer = await worker(fail)({ Records }, lambdaContext());

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-2' }]);
    expect(tracesIn(log.join('\n'))).toEqual([]);
  });
});

describe.each([...TARGETS, ...CONVERSATION_TARGETS, ...PREVIEW_TARGETS])("$worker's message", (target) => {
  const { message, takes = message, valid } = target;

  it('is taken as it should be', () => {
    expect(z.safeParse(takes, strictJson(JSON.stringify(valid('key-1')))).success).toBe(true);
  });

  it.each(fieldCasesOf(target))('is refused with $name, and the field is named', ({ make, tells }) => {
    const { error } = z.safeParse(takes, JSON.parse(make(valid('key-1'))));

    expect(error && malformedReason(error)).toContain(tells);
  });
});

describe('scheduled work', () => {
  it.each(Object.entries(FAILURES))('that fails whole with %s fails with a text of ours', async (_, fail) => {
    const sweep = scheduled({ name: 'recovery', sweep: () => Promise.reject(fail()) });

    const failure = await sweep({} as Parameters<typeof sweep>[0], lambdaContext()).then(
      () => undefined,
      (error: unknown) => error,
    );

    expect(failure).toBeInstanceOf(Error);
    const { message, stack, cause } = failure as Error;
    expect(tracesIn([message, stack, String(cause), ...log].join('\n'))).toEqual([]);
    expect(log.join('\n')).toContain('failed');
  });
});
