import { beforeEach, describe, expect, it } from '@jest/globals';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import { failureFields } from '../../functions/runtime/failure-fields.ts';
import { observer } from '../../functions/runtime/observability.ts';
import { capturedLog, lambdaContext } from '../support/fake-lambda.ts';
import { CARELESS_OUTCOMES, FAILURES } from '../support/planted-failures.ts';
import { EVERYTHING, PLANTED } from '../support/planted-people.ts';
import { tracesIn } from '../support/planted-traces.ts';

const log = capturedLog();
// Off by itself where the log is captured.
process.env.POWERTOOLS_METRICS_DISABLED = 'false';
beforeEach(() => {
  log.length = 0;
});

const watch = observer('tested');
const SEEN = { edgeId: 'WgAN7nQ3YahQHE5=', receiveCount: 2, durationMs: 17 };

const lines = (): Record<string, unknown>[] => log.map((line) => JSON.parse(line));
const line = () => lines().find((one) => !('_aws' in one));
const metric = () => lines().find((one) => '_aws' in one);

describe('a gauge', () => {
  it('is one metric of the worker, under its own name, and no line', () => {
    watch.gauge('Unaccounted', 3);

    expect(lines()).toHaveLength(1);
    expect(metric()).toMatchObject({
      service: 'tested',
      Unaccounted: 3,
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Trunkline',
            Dimensions: [['service']],
            Metrics: [{ Name: 'Unaccounted', Unit: 'Count' }],
          },
        ],
      },
    });
  });
});

describe('an outcome', () => {
  it('is one line of ids and words, and one count', () => {
    watch.ended(
      { outcome: 'placed', reason: 'accepted by the platform', key: 'alert-1', lane: 'critical' },
      SEEN,
    );

    expect(lines()).toHaveLength(2);
    expect(line()).toMatchObject({
      level: 'INFO',
      message: 'placed',
      service: 'tested',
      outcome: 'placed',
      reason: 'accepted by the platform',
      key: 'alert-1',
      lane: 'critical',
      ...SEEN,
    });
    expect(metric()).toMatchObject({ service: 'tested', outcome: 'placed', lane: 'critical', Messages: 1 });
  });

  it.each(['12025550187', '1-202-555-0187', 'tel:12025550187', 'KzEyMDI1NTUwMTg3', 'ada@sample.example'])(
    'of the alert %s does not tell its key',
    (key) => {
      watch.ended({ outcome: 'placed', key }, SEEN);

      expect(line()).toMatchObject({ outcome: 'placed', key: `<id of ${key.length}>` });
    },
  );

  it('of the guide keeps its key', () => {
    watch.ended({ outcome: 'placed', key: 'sensor-evt-89234-1715629384' }, SEEN);

    expect(line()).toMatchObject({ key: 'sensor-evt-89234-1715629384' });
  });

  it.each(CARELESS_OUTCOMES)('cannot carry people into line or metric: $outcome', (careless) => {
    watch.ended({ outcome: 'x', ...careless }, { ...SEEN, edgeId: PLANTED.phone });

    expect(lines()).toHaveLength(2);
    expect(tracesIn(log.join('\n'))).toEqual([]);
  });
});

describe('a failure', () => {
  it('is told by its name, its reason, where it arose and what caused it', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const cause = Object.assign(new Error('socket', { cause: refused }), { name: 'NoAnswerError' });
    watch.failed(new TransientError('crm_unavailable', 'text', { cause }), SEEN);

    expect(line()).toMatchObject({
      level: 'ERROR',
      outcome: 'failed',
      error: 'TransientError',
      reason: 'crm_unavailable',
      causes: ['NoAnswerError', 'ECONNREFUSED'],
      frames: expect.arrayContaining([expect.stringMatching(/test\.ts:\d+:\d+$/)]),
      ...SEEN,
    });
  });

  it.each(Object.entries(FAILURES))('that is %s tells nobody', (_, fail) => {
    watch.failed(fail(), SEEN);

    expect(line()).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/^\w*Error$/) });
    expect(tracesIn(log.join('\n'))).toEqual([]);
  });

  it.each(Object.entries(FAILURES))('that is %s has nothing in its fields, before any line', (_, fail) => {
    const fields = failureFields(fail());

    expect(tracesIn(JSON.stringify(fields))).toEqual([]);
    expect(fields.causes.length).toBeLessThanOrEqual(4);
    expect(fields.frames.length).toBeLessThanOrEqual(8);
  });

  it('with a reason that quotes is told without it', () => {
    watch.failed(new RejectedError(`cannot use ${PLANTED.name}`, 'text'), SEEN);

    expect(line()).toMatchObject({ error: 'RejectedError', reason: expect.stringMatching(/^<text of/) });
  });
});

describe('the logger', () => {
  it.each<[string, () => void]>([
    ['whole events', () => watch.logger.logEventIfEnabled({ body: EVERYTHING }, true)],
    ['a text', () => watch.logger.info(EVERYTHING)],
    ['an object', () => watch.logger.warn('x', { customer: { phone: PLANTED.phone }, phone: PLANTED.phone })],
    ['an error', () => watch.logger.error(EVERYTHING, new Error(EVERYTHING))],
    [
      'an error in a field',
      () => watch.logger.error('x', { error: new Error(EVERYTHING), cause: EVERYTHING }),
    ],
    [
      'words for names and places',
      () =>
        watch.logger.error('x', { error: PLANTED.name, causes: [PLANTED.phone], frames: [PLANTED.email] }),
    ],
    [
      'a field of another shape',
      () => watch.logger.info('x', { key: { phone: PLANTED.phone }, frames: [PLANTED] }),
    ],
    [
      'a key for every line',
      () => {
        watch.logger.appendKeys({ customer: PLANTED.name, reason: PLANTED.email });
        watch.logger.info('x');
        watch.logger.resetKeys();
      },
    ],
    ['something critical', () => watch.logger.critical(EVERYTHING, { token: PLANTED.token })],
    [
      'a planted context',
      () => {
        watch.logger.addContext({ ...lambdaContext(), memoryLimitInMB: PLANTED.phone });
        watch.logger.info('x');
      },
    ],
  ])('asked to print %s does not', (_, print) => {
    print();

    expect(log.length).toBeGreaterThan(0);
    expect(tracesIn(log.join('\n'))).toEqual([]);
  });
});
