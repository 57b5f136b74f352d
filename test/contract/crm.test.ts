import { beforeEach, describe } from '@jest/globals';
import { fakeCrm } from '../support/fake-crm.ts';
import { crmSuite, KNOWN } from './crm-suite.ts';

describe('the fake', () => {
  let crm = fakeCrm();
  beforeEach(() => {
    crm = fakeCrm(KNOWN);
  });
  const METHODS = ['readCustomer', 'openFollowUp', 'addNote'] as const;
  crmSuite(() => ({
    crm,
    fail: crm.fail,
    mend: () => METHODS.forEach((method) => void crm.fail(method, undefined)),
    tasks: crm.tasks,
    notes: crm.notes,
  }));
});
