import { afterEach, beforeEach, describe } from '@jest/globals';
import { formTokens } from '../../functions/adapters/form-tokens.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { patient } from '../../functions/adapters/patient-http.ts';
import { salesforce } from '../../functions/adapters/salesforce.ts';
import { salesforceCrm } from '../../functions/adapters/salesforce-crm.ts';
import { salesforceThrottle } from '../../functions/adapters/salesforce-errors.ts';
import { SalesforceCrmSettings } from '../../functions/messages/salesforce-crm-settings.ts';
import { ANSWER_MS } from '../../functions/refresh/refresh-contact.ts';
import type { SimulatedCrm } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { startSalesforceCrm } from '../../local/simulators/salesforce-crm.ts';
import { type CrmTrouble, contextSuite } from './context-suite.ts';
import { KNOWN } from './crm-suite.ts';

const SETTINGS = SalesforceCrmSettings.parse({
  kind: 'salesforce',
  baseUrl: 'http://127.0.0.1',
  secretArn: 'arn',
  externalIdField: 'Contact_Center_Key__c',
  timeZoneField: 'Time_Zone__c',
  accountTierField: 'Account_Tier__c',
  fields: { plan: 'Plan__c' },
});

const refused = (status: number, errorCode: string, message: string): Fault => ({
  kind: 'status',
  status,
  body: [{ errorCode, message }],
});

/** An org that hides the field of our id answers without it: nobody can tell whose contact it is. */
const WITHOUT_ID = { LastName: 'Overbrook', DoNotCall: false, Time_Zone__c: 'Europe/London' };

const FAULTS: Readonly<Record<Exclude<CrmTrouble, 'down'>, Fault>> = {
  slow: { kind: 'delay', ms: 3000 },
  unauthorized_once: { kind: 'expired-token' },
  unauthorized: refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
  throttled: { kind: 'rate-limit', retryAfterSeconds: 7 },
  limit: refused(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  another_shape: { kind: 'body', status: 200, body: WITHOUT_ID },
};

describe('contacts of a Salesforce org', () => {
  let simulator: SimulatedCrm;

  beforeEach(async () => {
    simulator = await startSalesforceCrm({
      clientId: 'client',
      clientSecret: 'right',
      settings: SETTINGS,
      customers: [KNOWN],
    });
  });
  afterEach(() => simulator.stop());

  const now = () => new Date();
  const crm = () => {
    const http = httpClient(simulator.url);
    const credentials = { value: async () => ({ clientId: 'client', clientSecret: 'right' }) };
    const tokens = formTokens(http, '/services/oauth2/token', 'salesforce', credentials, now);
    const clientOf = () => salesforceThrottle(patient(ANSWER_MS)(http));
    const api = salesforce({ tokens, clientOf, now }, { ...SETTINGS, baseUrl: simulator.url });
    return salesforceCrm(api, SETTINGS, now);
  };

  contextSuite(() => ({
    crm: crm(),
    known: KNOWN,
    async trouble(trouble) {
      if (trouble === 'down') return simulator.pause();
      const times = trouble === 'unauthorized_once' ? { times: 1 } : {};
      simulator.setFaults([{ system: 'crm', operation: 'readContact', fault: FAULTS[trouble], ...times }]);
    },
    requests: () => simulator.requests().filter(({ path }) => path.includes('/sobjects/Contact/')).length,
    reasons: { limit: 'crm_throttled', down: 'salesforce_login_unavailable' },
    lacking: 'customerId',
  }));
});
