import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formTokens } from '../../functions/adapters/form-tokens.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { salesforce } from '../../functions/adapters/salesforce.ts';
import { salesforceCrm } from '../../functions/adapters/salesforce-crm.ts';
import { salesforceThrottle } from '../../functions/adapters/salesforce-errors.ts';
import { SalesforceCrmSettings } from '../../functions/messages/salesforce-crm-settings.ts';
import type { SimulatedCrm } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { startSalesforceCrm } from '../../local/simulators/salesforce-crm.ts';
import { at, followUpTaskOf } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import type { CrmFault } from '../support/fake-crm.ts';
import { crmSuite, KNOWN, type Method } from './crm-suite.ts';

const FIELD = 'Contact_Center_Key__c';
const SETTINGS = SalesforceCrmSettings.parse({
  kind: 'salesforce',
  baseUrl: 'http://127.0.0.1',
  secretArn: 'arn',
  externalIdField: FIELD,
  timeZoneField: 'Time_Zone__c',
  accountTierField: 'Account_Tier__c',
  fields: { plan: 'Plan__c' },
});

const error = (status: number, errorCode: string, message = 'as the org says it'): Fault => ({
  kind: 'status',
  status,
  body: [{ errorCode, message }],
});

describe('Salesforce as the CRM', () => {
  const contract = readContract('salesforce');
  let simulator: SimulatedCrm;

  beforeEach(async () => {
    simulator = await startSalesforceCrm({
      clientId: 'client',
      clientSecret: 'right',
      settings: SETTINGS,
      customers: [KNOWN, { ...KNOWN, customerId: followUpTaskOf().customerId }],
    });
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const now = () => at();
  const crm = (settings = SETTINGS) => {
    const http = httpClient(simulator.url);
    const credentials = { value: async () => ({ clientId: 'client', clientSecret: 'right' }) };
    const tokens = formTokens(http, '/services/oauth2/token', 'salesforce', credentials, now);
    const clientOf = () => salesforceThrottle(http);
    const api = salesforce({ tokens, clientOf, now }, { ...settings, baseUrl: simulator.url });
    return salesforceCrm(api, settings, now);
  };
  const FAULTS: Readonly<Record<CrmFault, Fault>> = {
    unavailable: error(503, 'SERVER_UNAVAILABLE_SOON'),
    throttled: error(403, 'REQUEST_LIMIT_EXCEEDED'),
    refused: error(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'),
    unreadable: { kind: 'body', status: 200, body: { id: 'another shape' } },
    lost_reply: { kind: 'status-after', status: 502 },
  };
  const fail = (operation: string, fault: Fault): void =>
    simulator.setFaults([{ system: 'crm', operation, fault }]);
  const operationOf = (method: Method, fault: CrmFault): string => {
    if (method === 'readCustomer') return 'readContact';
    return method === 'addNote' && fault !== 'lost_reply' ? 'query' : 'upsertTask';
  };

  crmSuite(() => ({
    crm: crm(),
    fail: (method, fault) => fail(operationOf(method, fault), FAULTS[fault]),
    retryAfterMs: 60_000,
    mend: () => simulator.setFaults([]),
    tasks: simulator.tasks,
    notes: () => simulator.tasks().flatMap(({ notes = [] }) => notes),
  }));

  const read = () => crm().readCustomer(KNOWN.customerId);
  const put = (fields: object) => simulator.putCustomer({ ...KNOWN, ...fields });

  it('asks for the fields that the stage names, and no others', async () => {
    await read();

    expect(simulator.requests().at(-1)?.query.fields?.[0]?.split(',')).toEqual([
      'FirstName',
      'LastName',
      FIELD,
      'DoNotCall',
      'Time_Zone__c',
      'MobilePhone',
      'Phone',
      'Account_Tier__c',
      'Plan__c',
    ]);
  });

  it('knows the time zone by the field the stage names, and says so when there is none', async () => {
    put({ timeZone: undefined });

    expect((await read())?.timeZone).toBeUndefined();
    put({ timeZone: 'Europe/London' });
    expect((await read())?.timeZone).toBe('Europe/London');
  });

  it.each([
    ['+1 (202) 555-0142', '+12025550142'],
    ['(202) 555-0142', '(202) 555-0142'],
    ['+44 20 7946 0018', '+442079460018'],
  ])('reads the number %s as %s: only an international one says which it is', async (phoneNumber, told) => {
    put({ phoneNumber });

    expect((await read())?.phoneNumber).toBe(told);
  });

  it.each<[string, Fault, string]>([
    ['a contact whose do-not-call flag may not be read', error(400, 'INVALID_FIELD'), 'crm_unreadable'],
    ['several contacts of one id', { kind: 'status', status: 300, body: ['/a', '/b'] }, 'crm_unreadable'],
    [
      'an external id the org does not have',
      error(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible'),
      'crm_refused',
    ],
  ])('nobody is called by the word of %s', async (_, fault, reason) => {
    fail('readContact', fault);

    await expect(read()).rejects.toMatchObject({ name: 'RejectedError', reason });
  });

  it('nobody is called by the word of another contact', async () => {
    const body = { Id: '0035e000001AAEAAA2', [FIELD]: 'someone-else', MobilePhone: '+12025550199' };
    fail('readContact', { kind: 'body', status: 200, body: { ...body, DoNotCall: false } });

    await expect(read()).rejects.toMatchObject({ reason: 'crm_unreadable' });
  });

  it('logs in again once after an expired session', async () => {
    const one = crm();
    await one.readCustomer(KNOWN.customerId);
    simulator.setFaults([
      { system: 'crm', operation: 'readContact', fault: { kind: 'expired-token' }, times: 1 },
    ]);

    expect(await one.readCustomer(KNOWN.customerId)).toMatchObject({ customerId: KNOWN.customerId });
    expect(simulator.requests().map(({ answeredStatus }) => answeredStatus)).toEqual([
      200, 200, 401, 200, 200,
    ]);
  });

  it('a session refused for ever ends in two logins and a wait', async () => {
    fail('readContact', { kind: 'expired-token' });

    await expect(read()).rejects.toMatchObject({ name: 'TransientError', reason: 'crm_unauthorized' });
    expect(simulator.requests()).toHaveLength(4);
  });

  it.each(['This session is not valid for use with the REST API', 'Connected app is not attached to Agent'])(
    'does not log in again after a 401 that a new session would not mend: %s',
    async (message) => {
      fail('readContact', error(401, 'INVALID_SESSION_ID', message));

      await expect(read()).rejects.toMatchObject({ name: 'TransientError', reason: 'crm_unauthorized' });
      expect(simulator.requests()).toHaveLength(2);
    },
  );

  it('two seconds without an answer are too long for a reading', async () => {
    fail('readContact', { kind: 'never-before' });
    const began = performance.now();

    await expect(read()).rejects.toMatchObject({ reason: 'crm_unavailable' });
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('leaves a task alone that people have worked on since', async () => {
    const one = crm();
    await one.openFollowUp(followUpTaskOf());
    const before = simulator.requests().filter(({ method }) => method === 'PATCH').length;

    await one.openFollowUp(followUpTaskOf());

    expect(simulator.requests().filter(({ method }) => method === 'PATCH')).toHaveLength(before);
  });

  it('opens a task for somebody the org does not know, who is then named in its text', async () => {
    await crm().openFollowUp(followUpTaskOf({ customerId: 'operations' }));

    expect(simulator.tasks()[0]?.description).toContain('Customer operations.');
  });
});
