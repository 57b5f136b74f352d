import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneTelephony } from '../../functions/adapters/cxone.ts';
import { cxoneAccessWith } from '../../functions/adapters/cxone-access.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import type { CxoneAccessKey } from '../../functions/adapters/secrets.ts';
import type { CxoneTrigger } from '../../functions/messages/cxone-settings.ts';
import { CxoneSettings } from '../../functions/messages/telephony-settings.ts';
import type { CallRequest, Telephony } from '../../functions/ports/telephony.ts';
import { type CxoneSimulator, startCxoneSimulator } from '../../local/simulators/cxone.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { callRequest, TUESDAY_10 } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { simulatedTelephonySuite } from './simulated-telephony.ts';
import { YES } from './telephony-suite.ts';

const PATH = 'Trunkline\\ProactiveCall';
const PARAMETERS = [
  'phoneNumber',
  'callerId',
  'priority',
  'skillIds',
  'sensorId',
  'alertType',
  'referenceId',
  'attemptId',
] as const;
const SCRIPT: CxoneTrigger = { kind: 'script', scriptPath: PATH, parameters: [...PARAMETERS] };
const CALLBACK: CxoneTrigger = { kind: 'callback', callData: 'not-sent' };
const KEY: CxoneAccessKey = { accessKeyId: 'local', accessKeySecret: 'secret' };
const API = '/incontactapi/services/v33.0';

describe('NICE CXone', () => {
  const contract = readContract('nice-cxone');
  const clock = fakeClock(TUESDAY_10);
  let simulator: CxoneSimulator;
  let telephony: Telephony;
  let secretReads: boolean[] = [];

  beforeEach(async () => {
    clock.set(new Date(TUESDAY_10));
    simulator = await startCxoneSimulator({
      ...KEY,
      clientId: 'client',
      clientSecret: 'hush',
      skillIds: ['4001'],
      scripts: [{ path: PATH, parameters: PARAMETERS }],
      doNotCallGroupIds: ['6001'],
      now: () => clock.now(),
    });
    secretReads = [];
    telephony = cxone();
  });
  afterEach(() => simulator.stop());

  interface Options {
    readonly trigger?: CxoneTrigger;
    readonly settings?: object;
    readonly key?: CxoneAccessKey;
    readonly requestMs?: number;
  }

  function cxone({ trigger = SCRIPT, settings = {}, key = KEY, requestMs = 5000 }: Options = {}): Telephony {
    const accessKey = {
      value: async (fresh = false) => {
        secretReads.push(fresh);
        return key;
      },
    };
    const access = cxoneAccessWith(simulator.url, accessKey, {
      now: () => clock.now(),
      clientOf: httpClient,
    });
    const stage = CxoneSettings.parse({
      platform: 'cxone',
      loginBaseUrl: simulator.url,
      secretArn: 'arn',
      callerId: '+12025550100',
      numberFormat: 'e164',
      queueIds: { 'field-service': '4001', closed: '4999' },
      doNotCallListId: '6001',
      trigger,
      ...settings,
    });
    return cxoneTelephony(access, stage, requestMs);
  }

  const fault = (of: Fault, operation = 'placeCall'): void =>
    simulator.setFaults([{ system: 'cxone', operation, fault: of, times: 1 }]);
  const sent = (end: string) => simulator.requests().filter(({ path }) => path.split('?')[0]?.endsWith(end));
  const placed = () => [...sent('/scripts/start'), ...sent('/queuecallback')];
  async function place(request: CallRequest = callRequest(), platform = telephony): Promise<string> {
    await platform.prepare();
    return platform.placeCall(request, YES);
  }

  simulatedTelephonySuite(
    () => ({
      telephony,
      simulator,
      clock,
      placed,
      fault,
      usualWaitMs: 6000,
      within: (requestMs) => cxone({ requestMs }),
    }),
    [
      ['200 without an id', { kind: 'body', status: 200, body: { contactId: null } }],
      ['202 with an id of zero', { kind: 'body', status: 202, body: { contactId: 0 } }],
      ['202 with an id of another kind', { kind: 'body', status: 202, body: { contactId: '4/../5' } }],
      ['204 without a body', { kind: 'body', status: 204 }],
    ],
  );

  it('starts the script as the contract says, with everything the call has to say', async () => {
    const callId = await place(callRequest({ skillIds: ['9', '10'], priority: 100 }));

    expect(simulator.requests().map(({ path }) => path.split('?')[0])).toEqual([
      '/authentication/v1/token/access-key',
      '/.well-known/cxone-configuration',
      `${API}/scripts/start`,
    ]);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(simulator.conversations()).toMatchObject([
      {
        conversationId: callId,
        queueId: '4001',
        phoneNumber: '+12025550111',
        fromAddress: '+12025550100',
        data: callRequest().callData,
        parameters: { priority: '100', skillIds: '9,10' },
      },
    ]);
  });

  it('queues a callback where the stage has no script, and never finds it by its attempt', async () => {
    const callback = cxone({ trigger: CALLBACK, settings: { numberFormat: 'us-ten-digits' } });
    const callId = await place(callRequest({ skillIds: [], priority: 7 }), callback);

    expect(placed()).toHaveLength(1);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(simulator.conversations()).toMatchObject([
      { conversationId: callId, phoneNumber: '2025550111', fromAddress: '2025550100', data: {} },
    ]);
    const sought = { attemptId: 'attempt-1', since: new Date(TUESDAY_10), phoneE164: '+12025550111' };
    const before = simulator.requests().length;
    expect(await callback.findCall(sought)).toBeUndefined();
    expect(simulator.requests()).toHaveLength(before);
    expect(await callback.withdraw(callId)).toBe('withdrawn');
  });

  it.each([
    ['+12025550111', '2025550111'],
    ['+442079460000', '+442079460000'],
  ])('writes %s in ten digits as %s', async (phoneE164, phoneNumber) => {
    await place(callRequest({ phoneE164 }), cxone({ settings: { numberFormat: 'us-ten-digits' } }));

    expect(simulator.conversations()).toMatchObject([{ phoneNumber }]);
  });

  it.each<[string, Partial<CallRequest>, Options, string]>([
    ['a queue that the stage does not name', { routingQueue: 'nowhere' }, {}, 'unknown_routing_queue'],
    [
      'call data too long to show',
      { callData: { ...callRequest().callData, referenceId: 'x'.repeat(256) } },
      {},
      'call_data_too_long',
    ],
    [
      'call data that would be parted',
      { callData: { ...callRequest().callData, sensorId: 'SN-1|SN-2' } },
      {},
      'call_data_unfit',
    ],
    ['more than a query holds', { callData: longData() }, {}, 'call_data_too_long'],
    [
      'a field that the script does not declare',
      {},
      { trigger: { ...SCRIPT, parameters: ['phoneNumber', 'callerId', 'priority', 'attemptId'] } },
      'undeclared_parameter',
    ],
    ['skills in a callback', { skillIds: ['9'] }, { trigger: CALLBACK }, 'undeclared_parameter'],
  ])('refuses %s before anything is sent', async (_, request, options, reason) => {
    await expect(place(callRequest(request), cxone(options))).rejects.toMatchObject({
      name: 'RejectedError',
      reason,
    });

    expect(placed()).toEqual([]);
  });

  function longData() {
    const long = 'ü'.repeat(100);
    return { sensorId: long, alertType: long, referenceId: long, attemptId: long };
  }

  it('is refused for good by a skill that the platform does not know', async () => {
    await expect(place(callRequest({ routingQueue: 'closed' }))).rejects.toMatchObject({
      name: 'RejectedError',
    });
  });

  it('takes an id that is text', async () => {
    fault({ kind: 'body', status: 202, body: { contactId: '410000000099' } });

    expect(await place()).toBe('410000000099');
  });

  it('asks for one token for many calls, and for another before it ends', async () => {
    await Promise.all([place(), place(), place()]);
    clock.advance(56 * 60 * 1000);
    await place();

    expect(sent('/token/access-key')).toHaveLength(2);
    expect(secretReads).toEqual([false, false]);
  });

  it('reads the secret again only after a token was refused', async () => {
    fault({ kind: 'expired-token' });
    await expect(place()).rejects.toMatchObject({ reason: 'cxone_unauthorized' });

    await place();

    expect(secretReads).toEqual([false, true]);
  });

  it('signs in through a registered client where the secret names one', async () => {
    await place(callRequest(), cxone({ key: { ...KEY, clientId: 'client', clientSecret: 'hush' } }));

    expect(simulator.requests().map(({ path }) => path.split('?')[0])).toEqual([
      '/.well-known/openid-configuration',
      '/auth/token',
      '/.well-known/cxone-configuration',
      `${API}/scripts/start`,
    ]);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it.each<[string, Fault, string, string]>([
    ['the login refuses', { kind: 'status', status: 401 }, 'token', 'token_refused'],
    ['the login breaks off', { kind: 'reset' }, 'token', 'token_unavailable'],
    [
      'the token names no tenant',
      { kind: 'body', status: 200, body: { access_token: 'x', expires_in: 1 } },
      'token',
      'token_unavailable',
    ],
    ['discovery fails', { kind: 'status', status: 503 }, 'discover', 'token_refused'],
    [
      'discovery names another host',
      { kind: 'body', status: 200, body: { api_endpoint: 'https://evil.example' } },
      'discover',
      'host_not_trusted',
    ],
  ])('cannot be prepared while %s, and can afterwards', async (_, of, operation, reason) => {
    fault(of, operation);

    await expect(telephony.prepare()).rejects.toMatchObject({ name: 'TransientError', reason });
    await telephony.prepare();
  });

  it('keeps the contract in everything it asks about calls', async () => {
    const callId = await place();
    const sought = { attemptId: 'attempt-9', since: new Date(TUESDAY_10), phoneE164: '+12025550111' };
    await telephony.findCall(sought);
    await telephony.servedAmong({ callIds: [callId], since: new Date(TUESDAY_10) });
    await telephony.withdraw(callId);

    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(sent('/contacts/active').every(({ path }) => !path.includes('2025550111'))).toBe(true);
  });

  it('never tells a token, a number or a path in an error', async () => {
    for (const status of [400, 429, 500] as const) {
      fault({ kind: 'status', status, body: { errorDescription: 'bad +12025550111' } });
      const error: unknown = await place().catch((thrown: unknown) => thrown);
      const told = JSON.stringify(error, [...Object.getOwnPropertyNames(error), 'cause']);

      expect(told).not.toMatch(/2025550111|scripts\/start|Parameters/);
    }
  });

  describe('its do-not-call group', () => {
    it('follows ours, as often as it is told', async () => {
      const until = new Date('2026-01-01T00:00:00Z');
      await telephony.mirrorSuppression({ phoneE164: '+12025550111', listed: true, until });
      await telephony.mirrorSuppression({ phoneE164: '+12025550111', listed: true, until });

      expect(simulator.doNotCall()).toEqual([
        { listId: '6001', phoneNumber: '+12025550111', expirationDateTime: until.toISOString() },
      ]);

      await telephony.mirrorSuppression({ phoneE164: '+12025550111', listed: false });
      await telephony.mirrorSuppression({ phoneE164: '+12025550111', listed: false });

      expect(simulator.doNotCall()).toEqual([]);
      expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    });

    it('has nothing to follow where the stage names none', async () => {
      await cxone({ settings: { doNotCallListId: undefined } }).mirrorSuppression({
        phoneE164: '+12025550111',
        listed: true,
      });

      expect(simulator.requests()).toEqual([]);
    });

    it.each<[string, Fault | undefined, object, string]>([
      ['is not known', undefined, { doNotCallListId: '6999' }, 'do_not_call_list_unknown'],
      ['fails', { kind: 'status', status: 503 }, {}, 'cxone_unavailable'],
    ])('comes again while the group %s', async (_, of, settings, reason) => {
      if (of) fault(of, 'addDoNotCall');

      const listing = { phoneE164: '+12025550111', listed: true };
      await expect(cxone({ settings }).mirrorSuppression(listing)).rejects.toMatchObject({
        name: 'TransientError',
        reason,
      });
    });

    it('is believed where a 200 counts an error for what is so already, and not otherwise', async () => {
      const number = '+12025550111';
      const refused = { phoneE164: 'x', listed: true };
      await expect(telephony.mirrorSuppression(refused)).rejects.toMatchObject({ name: 'RejectedError' });
      await telephony.mirrorSuppression({ phoneE164: number, listed: true });

      fault({ kind: 'body', status: 200, body: { resultSet: { errorCount: 1 } } }, 'addDoNotCall');
      await telephony.mirrorSuppression({ phoneE164: number, listed: true });
      fault({ kind: 'body', status: 200, body: { errorCount: 1 } }, 'removeDoNotCall');

      await telephony.mirrorSuppression({ phoneE164: number, listed: false });
      expect(simulator.doNotCall()).toEqual([]);
    });
  });
});
