import { beforeEach, describe } from '@jest/globals';
import { fakeCrm } from '../support/fake-crm.ts';
import { crmSuite, KNOWN } from './crm-suite.ts';

describe('the fake', () => {
  let crm = fakeCrm();
  beforeEach(() => {
    crm = fakeCrm(KNOWN);
  });
  crmSuite(() => ({ crm, fail: crm.fail, tasks: crm.tasks }));
});
