import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { postCompletion, segmentsWith } from '../support/exercise-segmentation.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

const CUSTOMER = { customerId: 'CUST-PH-1', phoneNumber: '+12025550199', doNotDisturb: false };
const DIGITS = '2025550199';

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([{ path: 'segmentation.identifier', value: 'phone' }]);
}, 300_000);

afterAll(() => laptop?.stop());

describe('a customer whom the CRM knows by a phone number', () => {
  it('has the segments, by the number that the CRM told of the customer id', async () => {
    laptop.crm!.putCustomer(CUSTOMER);

    await postCompletion(laptop, { customerId: CUSTOMER.customerId, tags: ['churn_risk'], contactId: 'c-1' });

    await segmentsWith(laptop, CUSTOMER.customerId, 'churn_risk');
    const lookups = laptop.crm!.requests().filter(({ path }) => path.endsWith('/lookup'));
    expect(lookups).toMatchObject([{ body: { phone: CUSTOMER.phoneNumber } }]);
  });

  it('is named by it in no address of a request, and in no log', () => {
    const logs = readdirSync(laptop.workDirectory).filter((name) => name.endsWith('.log'));

    expect(
      laptop
        .crm!.requests()
        .map(({ path }) => decodeURIComponent(path))
        .join(),
    ).not.toContain(DIGITS);
    for (const name of logs) {
      expect(readFileSync(join(laptop.workDirectory, name), 'utf8')).not.toContain(DIGITS);
    }
    expect(logs.length).toBeGreaterThan(0);
  });

  it('is asked for only as the contract says, by a function that may', () => {
    const contract = readContract('rest-crm');

    expect(laptop.crm!.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(exercisedPermissions(laptop.workDirectory, laptop).refused).toEqual([]);
  });
});
