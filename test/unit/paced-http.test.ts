import { describe, expect, it } from '@jest/globals';
import { genesysThrottle } from '../../functions/adapters/genesys-throttle.ts';
import {
  type HttpAnswer,
  type HttpClient,
  NoAnswerError,
  NotSentError,
} from '../../functions/adapters/http.ts';
import { paced as drawing } from '../../functions/adapters/paced-http.ts';
import type { Caller } from '../../functions/messages/settings.ts';
import { at, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakePace } from '../support/fake-pace.ts';

const REQUEST = { method: 'GET', path: '/', headers: {}, deadlineMs: 2000 } as const;

const answer = (status: number, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body: '',
});

function paced(reply: HttpAnswer | Error, caller: Caller = 'reads') {
  const clock = fakeClock(TUESDAY_10);
  const pace = fakePace(clock, 'crm');
  let sent = 0;
  const http: HttpClient = {
    async send(_, beforeSocket) {
      if (beforeSocket && !beforeSocket()) throw new NotSentError('no longer allowed to send');
      sent++;
      if (reply instanceof Error) throw reply;
      return reply;
    },
  };
  return { pace, clock, sent: () => sent, http: drawing(pace, caller, clock)(http) };
}

describe('a request', () => {
  it('leaves when its slot has come', async () => {
    const { http, pace, clock, sent } = paced(answer(200));
    pace.answer({ kind: 'slot', at: at(3 * SECOND) });

    await http.send(REQUEST);

    const ask = { caller: 'reads', kind: 'first', mayProbe: true };
    expect(pace.taken).toEqual([{ ask, latest: at(10 * SECOND) }]);
    expect(clock.now()).toEqual(at(3 * SECOND));
    expect(sent()).toBe(1);
  });

  it('without a slot does not leave and says when to come again', async () => {
    const { http, pace, sent } = paced(answer(200));
    pace.answer({ kind: 'refused', reason: 'breaker_open', until: at(40 * SECOND) });

    await expect(http.send(REQUEST)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_breaker_open',
      retryAfterMs: 40 * SECOND,
    });
    expect(sent()).toBe(0);
  });

  it('with a last question before the socket has its slot already', async () => {
    const { http, pace, sent } = paced(answer(200));

    await http.send(REQUEST, () => true);

    expect(pace.taken).toEqual([]);
    expect(pace.endings).toEqual([]);
    expect(sent()).toBe(1);
  });

  it('stopped at the last moment says nothing about the destination', async () => {
    const { http, pace, sent } = paced(answer(200));

    await expect(http.send(REQUEST, () => false)).rejects.toBeInstanceOf(NotSentError);

    expect(sent()).toBe(0);
    expect(pace.endings).toEqual([]);
  });
});

describe('an answer', () => {
  it.each([
    [200, 'answered'],
    [400, 'answered'],
    [401, 'answered'],
    [404, 'answered'],
    [429, 'answered'],
    [408, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ])('of %i tells that the destination has %s', async (status, ending) => {
    const { http, pace } = paced(answer(status));

    expect(await http.send(REQUEST)).toEqual(answer(status));
    expect(pace.endings).toEqual([ending]);
  });

  it.each([new NoAnswerError('no complete answer'), new NotSentError('the connection was not established')])(
    'that never came tells it too, and is passed on: %s',
    async (error) => {
      const { http, pace } = paced(error);

      await expect(http.send(REQUEST)).rejects.toBe(error);
      expect(pace.endings).toEqual(['failed']);
    },
  );

  it.each([
    ['says so', { 'retry-after': '12' }, 12],
    ['says so by a date', { 'retry-after': new Date(at(90 * SECOND)).toUTCString() }, 90],
    ['says nothing', {}, 30],
    ['says nonsense', { 'retry-after': 'soon' }, 30],
  ])('of 429 pauses everybody for as long as it %s', async (_, headers, seconds) => {
    const { http, pace } = paced(answer(429, headers));

    await http.send(REQUEST);

    expect(pace.holds).toEqual([at(seconds * SECOND)]);
  });

  it.each([200, 429, 500])('of %i stays what it is when the budget cannot be told', async (status) => {
    const { http, pace } = paced(answer(status));
    pace.breakDown();

    expect(await http.send(REQUEST)).toEqual(answer(status));
  });
});

describe('a 429 of Genesys Cloud', () => {
  it.each([
    ['without a wait means the end of its minute', { 'inin-ratelimit-reset': '41' }, '42'],
    ['with a wait means that', { 'retry-after': '7', 'inin-ratelimit-reset': '41' }, '7'],
    ['without either says nothing', {}, undefined],
    ['with nonsense says nothing', { 'inin-ratelimit-reset': 'later' }, undefined],
  ])('%s', async (_, headers, retryAfter) => {
    const http = genesysThrottle({ send: async () => answer(429, headers) });

    expect((await http.send(REQUEST)).headers['retry-after']).toBe(retryAfter);
  });

  it('is the only answer that is touched, and the last question is passed on', async () => {
    let asked = false;
    const http = genesysThrottle({
      send: async (_, beforeSocket) => {
        beforeSocket?.();
        return answer(200, { 'inin-ratelimit-reset': '41' });
      },
    });

    const answered = await http.send(REQUEST, () => {
      asked = true;
      return true;
    });

    expect(answered).toEqual(answer(200, { 'inin-ratelimit-reset': '41' }));
    expect(asked).toBe(true);
  });
});

describe.each(['control', 'previews', 'reports'] as const)('a request of %s', (caller) => {
  it.each<[string, HttpAnswer | Error, string]>([
    ['answered with an error tells nothing about calls', answer(503), 'answered'],
    ['that nobody answers counts as a failure', new NoAnswerError('no complete answer'), 'failed'],
  ])('%s', async (_, reply, ending) => {
    const { http, pace } = paced(reply, caller);

    await http.send(REQUEST).catch(() => undefined);

    expect(pace.taken).toMatchObject([{ ask: { caller, mayProbe: false } }]);
    expect(pace.endings).toEqual([ending]);
  });
});
