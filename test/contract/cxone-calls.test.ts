import { describe, expect, it } from '@jest/globals';
import { cxoneCalls } from '../../functions/adapters/cxone-calls.ts';
import { cxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import type { HttpClient } from '../../functions/adapters/http.ts';
import type { SoughtCall } from '../../functions/ports/telephony.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, HOUR, MINUTE } from '../support/builders.ts';

const SOUGHT: SoughtCall = { attemptId: 'attempt-1', since: at(), phoneE164: '+12025550111' };

/** Answers of the platform by method and path without its query: in order, the last for ever after. */
type Answers = Readonly<Record<string, readonly (object | number)[]>>;

/** A platform that answers what it is told to, and remembers what it was asked. */
function scripted(answers: Answers) {
  const asked: string[] = [];
  const left = new Map(Object.entries(answers).map(([path, list]) => [path, [...list]]));
  const http: HttpClient = {
    async send({ method, path }) {
      asked.push(`${method} ${path}`);
      const list = left.get(`${method} ${path.split('?')[0]}`) ?? [];
      const answer = (list.length > 1 ? list.shift() : list[0]) ?? 404;
      return typeof answer === 'number'
        ? { status: answer, headers: {}, body: '' }
        : { status: 200, headers: {}, body: JSON.stringify(answer) };
    },
  };
  const tokens = { ready: async () => 'token', atHand: () => 'token', refused: () => undefined };
  const now = () => at(HOUR);
  const requests = cxoneRequests(http, tokens, 1000, now);
  return { asked, ...cxoneCalls(requests, (phone) => phone.slice(2), now) };
}

const rows = (...told: [contactId: number, name: string, value: string][]) => ({
  ContactCustomData: told.map(([contactId, name, value]) => ({ contactId, name, value })),
});
const live = (...contacts: object[]) => ({ activeContacts: contacts });
const data = (value: string) => ({ contactCustomData: [{ name: 'attemptId', value }] });

describe('looking a call up', () => {
  it('takes the contact whose script has written the attempt, and no other', async () => {
    const platform = scripted({
      'GET /contacts/custom-data': [
        rows([1, 'attemptId', 'attempt-9'], [2, 'sensorId', 'attempt-1'], [3, 'attemptId', 'attempt-1']),
      ],
    });

    expect(await platform.findCall(SOUGHT)).toBe('3');
    expect(platform.asked).toHaveLength(1);
    expect(platform.asked.join()).not.toContain('2025550111');
  });

  it('asks from just before the attempt until an hour after it, and never of the future', async () => {
    const platform = scripted({ 'GET /contacts/custom-data': [204], 'GET /contacts/active': [204] });

    await platform.findCall(SOUGHT);
    await platform.findCall({ ...SOUGHT, since: at(30 * MINUTE) });

    const spans = platform.asked
      .filter((each) => each.includes('custom-data'))
      .map((each) => new URLSearchParams(each.split('?')[1]));
    expect(spans.map((query) => [query.get('startDate'), query.get('endDate')])).toEqual([
      [at(-MINUTE).toISOString(), at(HOUR + MINUTE).toISOString()],
      [at(29 * MINUTE).toISOString(), at(HOUR + MINUTE).toISOString()],
    ]);
  });

  it('reads on where a page is full', async () => {
    const full = Array.from({ length: 1000 }, (_, nth): [number, string, string] => [nth, 'other', 'x']);
    const platform = scripted({
      'GET /contacts/custom-data': [rows(...full), rows([7, 'attemptId', 'attempt-1'])],
    });

    expect(await platform.findCall(SOUGHT)).toBe('7');
    expect(platform.asked.map((each) => new URLSearchParams(each.split('?')[1]).get('skip'))).toEqual([
      '0',
      '1000',
    ]);
  });

  it('asks live contacts one by one where the list does not hold them yet', async () => {
    const started = at(MINUTE).toISOString();
    const platform = scripted({
      'GET /contacts/custom-data': [204],
      'GET /contacts/active': [
        live(
          { contactId: 1, contactStartDate: started, toAddress: '2025550199' },
          { contactId: 2, contactStartDate: at(-HOUR).toISOString(), toAddress: null },
          { contactId: 4, contactStartDate: started },
          { contactId: 3, contactStartDate: started, toAddress: '2025550111' },
          { contactId: '5', contactStartDate: started, toAddress: null },
        ),
      ],
      'GET /contacts/4/custom-data': [204],
      'GET /contacts/3/custom-data': [data('attempt-2')],
      'GET /contacts/5/custom-data': [data('attempt-1')],
    });

    expect(await platform.findCall(SOUGHT)).toBe('5');
    expect(platform.asked.filter((each) => each.endsWith('/custom-data'))).toEqual([
      'GET /contacts/3/custom-data',
      'GET /contacts/4/custom-data',
      'GET /contacts/5/custom-data',
    ]);
  });

  it('looks at five of a crowd, and finds nothing rather than anything', async () => {
    const crowd = Array.from({ length: 30 }, (_, nth) => ({ contactId: 100 + nth, toAddress: '2025550111' }));
    const platform = scripted({
      'GET /contacts/custom-data': [204],
      'GET /contacts/active': [live(...crowd)],
    });

    expect(await platform.findCall(SOUGHT)).toBeUndefined();
    expect(platform.asked).toHaveLength(7);
  });

  it.each([
    ['rows of another shape', { 'GET /contacts/custom-data': [{ rows: [] }] }],
    ['an error', { 'GET /contacts/custom-data': [503] }],
  ])('cannot tell from %s', async (_, answers) => {
    await expect(scripted(answers).findCall(SOUGHT)).rejects.toMatchObject({ name: 'TransientError' });
  });
});

describe('taking a call back', () => {
  const contact = (fields: object) => ({ businessUnitId: 1, contactId: { contactId: 9, ...fields } });
  const WAITING = contact({ agentId: 0 });
  const OVER = contact({ agentId: 0, isActive: false, endReason: 'Contact Hang Up' });
  const SERVED = contact({ agentId: 7001 });

  it.each<[string, Answers, string]>([
    ['waits no more when it is read again', { 'GET /contacts/9': [WAITING, OVER] }, 'withdrawn'],
    ['is gone when it is read again', { 'GET /contacts/9': [WAITING, 404] }, 'withdrawn'],
    ['was over already', { 'GET /contacts/9': [contact({ totalDurationSeconds: 12 })] }, 'withdrawn'],
    ['is told without nesting', { 'GET /contacts/9': [{ contactId: '9', isActive: false }] }, 'withdrawn'],
    ['an agent has', { 'GET /contacts/9': [SERVED] }, 'served'],
    ['an agent took meanwhile', { 'GET /contacts/9': [WAITING, SERVED] }, 'served'],
    ['nobody knows', { 'GET /contacts/9': [404] }, 'served'],
  ])('that %s: %#', async (_, answers, outcome) => {
    const platform = scripted({ 'POST /contacts/9/end': [202], ...answers });

    expect(await platform.withdraw('9')).toBe(outcome);
  });

  it.each([200, 400, 404])(
    'that still waits is not known yet, whatever the end was answered (%i)',
    async (end) => {
      const platform = scripted({ 'GET /contacts/9': [WAITING], 'POST /contacts/9/end': [end] });

      await expect(platform.withdraw('9')).rejects.toMatchObject({
        name: 'TransientError',
        reason: 'withdrawal_pending',
      });
    },
  );

  it('ends nothing that an agent has taken up', async () => {
    const platform = scripted({ 'GET /contacts/9': [SERVED] });

    await platform.withdraw('9');

    expect(platform.asked).toEqual(['GET /contacts/9']);
  });
});

it('asks only what the contract has', () => {
  const contract = readContract('nice-cxone');
  const paths: [string, string][] = [
    ['GET', '/contacts/custom-data'],
    ['GET', '/contacts/active'],
    ['GET', '/contacts/completed'],
    ['GET', '/contacts/9'],
    ['GET', '/contacts/9/custom-data'],
    ['POST', '/contacts/9/end'],
  ];

  for (const [method, path] of paths) {
    expect(contract.route(method, `/incontactapi/services/v33.0${path}`)).toBeDefined();
  }
});
