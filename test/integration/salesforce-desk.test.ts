import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SimulatedTicket } from '../../local/simulators/desk-tokens.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { readMatrix, reviewedGrants } from '../support/permission-matrix.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);
const PATIENCE_MS = 120_000;

/** An org as the stage's desk, under the credentials of the local one. */
const DESK = {
  kind: 'salesforce',
  secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:trunkline/local/ticket-desk-local1',
  apiVersion: 'v67.0',
  externalIdField: 'Contact_Center_Key__c',
  status: { open: 'New', closed: 'Closed' },
  priorities: { high: 'High', normal: 'Medium', low: 'Low' },
};
const ROUTING_QUEUE = 'field-service';

/** The grant that only polling needs. */
const POLLED = 'observation: sqs:SendMessage on queue ticketing events';

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'ticketing.desk', value: DESK },
    { path: 'ticketing.pollWaits', value: true },
    { path: 'ticketing.pollTrunks', value: true },
    { path: 'ticketing.thresholds.waitSeconds.calmSeconds', value: 1 },
    { path: 'ticketing.thresholds.trunkDown.calmSeconds', value: 1 },
    { path: 'pacing.desk.requestsPerMinute', value: 6000 },
  ]);
}, 300_000);

afterAll(() => laptop?.stop());

const waitingSince = (instants: readonly string[]): void =>
  laptop.genesys!.staff(laptop.stage.telephony.queueIds[ROUTING_QUEUE]!, {
    interacting: 4,
    waitingSince: [...instants],
  });

/** Lets both clocks go until it is so, as they would every minute. */
const untilPolled = <Value>(ask: () => Value | undefined): Promise<Value> =>
  eventually(async () => {
    const found = ask();
    if (found !== undefined) return found;
    for (const rule of ['ObservationSchedule', 'TicketingEvents/Schedule']) {
      await laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', rule).name);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return undefined;
  }, PATIENCE_MS);

const ticket = (isOpen: boolean, source = ROUTING_QUEUE): SimulatedTicket | undefined =>
  laptop.desk!.tickets().find(({ open, subject }) => open === isOpen && subject.includes(source));

describe('with a Salesforce desk, and waits and trunks that no bus carries', () => {
  it('a queue that makes its callers wait becomes one case, closed once nobody waits', async () => {
    waitingSince([new Date(Date.now() - 900_000).toISOString()]);
    const opened = await untilPolled(() => ticket(true));
    expect(opened).toMatchObject({
      priority: 'High',
      description: expect.stringContaining('(threshold 300)'),
    });

    waitingSince([]);
    const closed = await untilPolled(() => ticket(false));

    expect(closed).toMatchObject({ id: opened.id, notes: [expect.stringContaining('Over: calm since')] });
    expect(laptop.desk!.tickets()).toHaveLength(1);
  });

  it('a trunk that goes down becomes a case that is closed once it is up, without an event', async () => {
    const carrier = { name: 'Carrier A primary', edgeId: 'edge-1' };
    laptop.genesys!.putTrunk('trunk-1', { ...carrier, connected: false });
    const opened = await untilPolled(() => ticket(true, carrier.name));

    laptop.genesys!.putTrunk('trunk-1', { ...carrier, connected: true });
    const closed = await untilPolled(() => ticket(false, carrier.name));

    expect(closed).toMatchObject({ id: opened.id, notes: [expect.stringContaining('Over: calm since')] });
    expect(laptop.desk!.tickets()).toHaveLength(2);
  });

  it('asks the desk and the platform only what their contracts say', () => {
    const [org, platform] = [readContract('salesforce'), readContract('genesys-cloud')];
    const asked = laptop.genesys!.requests().filter(({ path }) => /observations|trunks/.test(path));

    expect(laptop.desk!.requests().flatMap((request) => requestProblems(org, request))).toEqual([]);
    expect(asked.flatMap((request) => requestProblems(platform, request))).toEqual([]);
    expect(asked.length).toBeGreaterThan(4);
  });

  it('does nothing its roles do not allow, and uses the grant that only polling needs', () => {
    const { refused, unused } = exercisedPermissions(laptop.workDirectory, laptop);

    expect(refused).toEqual([]);
    expect(reviewedGrants(readMatrix()).has(POLLED)).toBe(true);
    expect(unused).not.toContain(POLLED);
  });
});
