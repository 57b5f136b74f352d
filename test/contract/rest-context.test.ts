import { afterEach, beforeEach, describe } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { patient } from '../../functions/adapters/patient-http.ts';
import { restCrm } from '../../functions/adapters/rest-crm.ts';
import { ANSWER_MS } from '../../functions/refresh/refresh-contact.ts';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type CrmTrouble, contextSuite } from './context-suite.ts';
import { KNOWN } from './crm-suite.ts';

const PATHS = {
  customer: '/api/v1/customers/{customerId}',
  tasks: '/api/v1/tasks',
  notes: '/api/v1/tasks/{taskId}/notes/{noteId}',
};

const { phoneNumber: _, ...withoutPhone } = KNOWN;

const FAULTS: Readonly<Record<Exclude<CrmTrouble, 'down'>, Fault>> = {
  slow: { kind: 'delay', ms: 3000 },
  unauthorized_once: { kind: 'expired-token' },
  unauthorized: { kind: 'status', status: 401 },
  throttled: { kind: 'rate-limit', retryAfterSeconds: 7 },
  limit: { kind: 'status', status: 403 },
  another_shape: { kind: 'body', status: 200, body: withoutPhone },
};

describe('contacts of a REST CRM', () => {
  let simulator: SimulatedCrm;

  beforeEach(async () => {
    simulator = await startCrmSimulator({ token: 'right', customers: [KNOWN] });
  });
  afterEach(() => simulator.stop());

  contextSuite(() => ({
    crm: restCrm(
      patient(ANSWER_MS)(httpClient(simulator.url)),
      '',
      PATHS,
      { value: async () => ({ token: 'right' }) },
      () => new Date(),
    ),
    known: KNOWN,
    async trouble(trouble) {
      if (trouble === 'down') return simulator.pause();
      const times = trouble === 'unauthorized_once' ? { times: 1 } : {};
      simulator.setFaults([{ system: 'crm', operation: 'readCustomer', fault: FAULTS[trouble], ...times }]);
    },
    requests: () => simulator.requests().length,
    reasons: { limit: 'crm_unauthorized', down: 'crm_unavailable' },
    lacking: 'phoneNumber',
  }));
});
