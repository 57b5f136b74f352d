import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { byLocalTime } from '../../local/seed.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { postCompletion, segmentsWith } from '../support/exercise-segmentation.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);
const PATIENCE_MS = 120_000;

/** An org as the stage's CRM. */
const ORG = {
  kind: 'salesforce',
  externalIdField: 'Contact_Center_Key__c',
  timeZoneField: 'Time_Zone__c',
  accountTierField: 'Account_Tier__c',
  segments: {
    fields: {
      last_interaction_summary: 'Last_Interaction_Summary__c',
      sentiment: 'Sentiment__c',
      segmentation_tags: 'Segmentation_Tags__c',
      last_updated: 'Segments_Updated__c',
      retention_priority: 'Retention_Priority__c',
    },
  },
};

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop(Object.entries(ORG).map(([name, value]) => ({ path: `crm.${name}`, value })));
}, 300_000);

afterAll(() => laptop?.stop());

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

async function post(key: string, customerId: string): Promise<void> {
  const body = {
    idempotencyKey: key,
    sensorId: `SNS-${customerId}`,
    customerId,
    alertType: 'temp_critical',
    timestamp: new Date().toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
  };
  const init = { method: 'POST', headers: HEADERS, body: JSON.stringify(body) };
  const answer = await fetch(`${laptop.system.url}/v1/alerts`, init);
  await answer.text();
}

/** The story of an alert, once it has an outcome. */
const storyOf = (key: string): Promise<AlertStory> =>
  eventually(async () => {
    const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, { headers: HEADERS });
    const story: AlertStory = JSON.parse(await answer.text());
    return answer.status === 200 && story.outcome !== null ? story : undefined;
  }, PATIENCE_MS);

describe('with Salesforce as its CRM the system', () => {
  it('calls a contact at whose place it is day, by the field that names the zone', async () => {
    const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
    laptop.crm!.putCustomer({
      customerId: 'CUST-SF-1',
      phoneNumber: '+1 (202) 555-0142',
      timeZone: day[0]!.timeZone,
      doNotDisturb: false,
      accountTier: 'standard',
    });

    await post('sf-1', 'CUST-SF-1');

    expect(await storyOf('sf-1')).toMatchObject({ outcome: 'placed' });
  });

  it('calls nobody who asked not to be called, and opens one task for them', async () => {
    laptop.crm!.putCustomer({ customerId: 'CUST-SF-2', phoneNumber: '+12025550163', doNotDisturb: true });

    await post('sf-2', 'CUST-SF-2');

    expect(await storyOf('sf-2')).toMatchObject({ outcome: 'deferred', reason: 'do_not_disturb' });
    expect(laptop.crm!.tasks().filter(({ customerId }) => customerId === 'CUST-SF-2')).toHaveLength(1);
  });

  it('writes segments to the contact', async () => {
    laptop.crm!.putCustomer({ customerId: 'CUST-SF-3', phoneNumber: '+12025550177', doNotDisturb: false });

    await postCompletion(laptop, {
      customerId: 'CUST-SF-3',
      tags: ['churn_risk'],
      interactionSummary: 'Technician visit agreed',
      sentimentScore: -0.4,
      contactId: 'contact-sf-3',
      startTime: new Date().toISOString(),
    });

    const { attributes } = await segmentsWith(laptop, 'CUST-SF-3', 'churn_risk');
    expect(attributes).toMatchObject({ sentiment: -0.4, retention_priority: 'high' });
  });

  it("is made slow by the console's button, and well again", async () => {
    const slow = async (on: boolean): Promise<string> => {
      const answer = await fetch(`${laptop.system.url}/__console/acts`, {
        method: 'POST',
        body: JSON.stringify({ act: 'slow-crm', on }),
      });
      return String(JSON.parse(await answer.text()).key);
    };

    const key = await slow(true);
    const waits = await eventually(async () => {
      const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, { headers: HEADERS });
      const story: AlertStory = JSON.parse(await answer.text());
      return typeof story.waitingFor === 'string' ? story.waitingFor : undefined;
    }, PATIENCE_MS);
    await slow(false);

    expect(waits).toMatch(/^crm_|salesforce_/);
    expect(laptop.crm!.faults()).toEqual([]);
  });

  it('asks the org only what its contract says', () => {
    const contract = readContract('salesforce');
    const requests = laptop.crm!.requests();

    // A token, two contacts read, a task looked for and written, and segments.
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });
});
