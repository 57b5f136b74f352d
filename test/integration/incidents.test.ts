import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IncidentListing } from '../../functions/incidents/list-incidents.ts';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import type { SimulatedTicket } from '../../local/simulators/desk-tokens.ts';
import type { FaultRule } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { eventually } from './local-app.ts';

/** The real bundles on embedded engines, with a calm of one second. */
jest.setTimeout(180_000);
const PATIENCE_MS = 120_000;

let laptop: Laptop;
let workDirectory: string;
let serial = 0;

beforeAll(async () => {
  workDirectory = mkdtempSync(join(tmpdir(), 'trunkline-incidents-'));
  laptop = await startLaptop({
    port: 0,
    overrides: [
      { path: 'ticketing.thresholds.waitSeconds.calmSeconds', value: 1 },
      { path: 'ticketing.thresholds.trunkDown.calmSeconds', value: 1 },
      { path: 'pacing.desk.requestsPerMinute', value: 6000 },
    ],
    simulators: true,
    workDirectory,
    progress: () => undefined,
  });
}, 300_000);

afterEach(() => laptop.desk!.setFaults([]));

afterAll(async () => {
  await laptop?.stop();
  rmSync(workDirectory, { recursive: true, force: true });
});

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

async function post(door: string, body: unknown): Promise<number> {
  const text = JSON.stringify(body);
  const answer = await fetch(`${laptop.system.url}/${door}`, {
    method: 'POST',
    headers: HEADERS,
    body: text,
  });
  await answer.text();
  return answer.status;
}

/** One reading of a queue through the guide's door; later readings have later instants. */
function wait(queue: string, avg: number): Promise<number> {
  serial += 1;
  return post('v1/incidents', {
    id: `evt-${serial}`,
    eventType: 'telephony.queue.waiting',
    metrics: [{ name: queue, avg }],
    timestamp: new Date(Date.now() + serial).toISOString(),
  });
}

/** Two breaches in a row, the second after the first was taken. */
async function breach(queue: string): Promise<void> {
  await wait(queue, 400);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await wait(queue, 410);
}

async function listing(): Promise<IncidentListing> {
  const answer = await fetch(`${laptop.system.url}/v1/incidents/open`, { headers: HEADERS });
  return JSON.parse(await answer.text());
}

const ticketOf = (text: string): SimulatedTicket | undefined =>
  laptop.desk!.tickets().find(({ subject }) => subject.includes(text));

/** Asks until it is so; lets the clock's sweep go meanwhile, as it would every minute. */
const until = <Value>(ask: () => Value | undefined | Promise<Value | undefined>): Promise<Value> =>
  eventually(async () => {
    const found = await ask();
    if (found === undefined) await sweep();
    return found;
  }, PATIENCE_MS);

async function sweep(): Promise<void> {
  const { name } = laptop.system.resource('AWS::Events::Rule', 'TicketingEvents/Schedule');
  await laptop.system.fireSchedule(name);
  await new Promise((resolve) => setTimeout(resolve, 250));
}

const setFaults = (...rules: readonly FaultRule[]): void => laptop.desk!.setFaults(rules);
const outcomesIn = (text: string): boolean =>
  readFileSync(join(workDirectory, logName()), 'utf8').includes(text);
const logName = (): string => `${laptop.system.functionNames.find((name) => name.includes('icketing'))}.log`;

describe('an incident', () => {
  it('becomes one ticket, is listed, and is resolved when it is over', async () => {
    await breach('field-service');

    const ticket = await until(() => ticketOf('field-service'));
    expect(ticket).toMatchObject({
      open: true,
      priority: '1',
      description: expect.stringContaining('410 (threshold 300)'),
    });
    const listed = await until(async () =>
      (await listing()).incidents.find(({ source }) => source.name === 'field-service' && source),
    );
    expect(listed).toMatchObject({
      metric: 'wait_seconds',
      state: 'OPEN',
      ticket: { number: ticket.number },
    });

    await wait('field-service', 20);
    const closed = await until(() =>
      laptop.desk!.tickets().find(({ id, open }) => id === ticket.id && !open),
    );

    expect(closed.notes.at(-1)).toContain('Over: calm since');
    expect(laptop.desk!.tickets().filter(({ subject }) => subject.includes('field-service'))).toHaveLength(1);
  });

  it('ends as normal without a ticket when the value is below the threshold', async () => {
    await wait('calm-queue', 120);
    await wait('calm-queue', 299);

    await until(() => (outcomesIn('"normal"') ? true : undefined));
    expect(ticketOf('calm-queue')).toBeUndefined();
  });

  it("comes from the platform's own bus as well: a trunk that is down", async () => {
    const down = JSON.parse(
      readFileSync(join(process.cwd(), 'events/genesys/telephony-trunk-down.json'), 'utf8'),
    );

    const rules = await laptop.system.putEvent({
      source: down.source,
      detailType: down['detail-type'],
      detail: down.detail,
    });

    expect(rules).toHaveLength(1);
    expect(await until(() => ticketOf(down.detail.eventBody.id))).toMatchObject({ open: true });
  });

  it('keeps its one ticket although the desk fails for a while', async () => {
    setFaults({
      system: 'servicenow',
      operation: 'createIncident',
      fault: { kind: 'status', status: 503 },
      times: 1,
    });

    await breach('enterprise-service');

    // An insert that may have been applied is looked for, not repeated at once: 90 seconds on a real clock.
    const waiting = await until(async () =>
      (await listing()).incidents.find(
        ({ source, reason }) => source.name === 'enterprise-service' && reason !== null,
      ),
    );
    expect(waiting).toMatchObject({ state: 'OPENING', ticket: null, reason: 'servicenow_answered_503' });
    expect(ticketOf('enterprise-service')).toBeUndefined();
  });

  it("is parked with the desk's own code when the desk refuses it, and goes on when a person says so", async () => {
    setFaults({ system: 'servicenow', operation: 'createIncident', fault: { kind: 'status', status: 400 } });
    await breach('tier-review');
    const parked = await until(async () =>
      (await listing()).incidents.find(
        ({ source, state }) => source.name === 'tier-review' && state === 'PARKED',
      ),
    );
    expect(parked.reason).toBe('integration_failure: servicenow status_400');

    setFaults();
    // The ticket has no id yet and is known by nothing but our key.
    expect(await post('v1/tickets', change(parked.key, 'retry'))).toBe(202);

    expect(await until(() => ticketOf('tier-review'))).toMatchObject({ open: true, key: parked.key });
  });
});

const change = (ticket: string, what: string, text?: string) => ({
  eventId: `desk-${++serial}`,
  ticket,
  change: what,
  timestamp: new Date().toISOString(),
  ...(text !== undefined && { text }),
});

describe('what people do at the desk', () => {
  it('closes the incident here, and a note of ours that comes back changes nothing', async () => {
    await breach('people-close');
    const ticket = await until(() => ticketOf('people-close'));
    await post(
      'v1/tickets',
      change(ticket.id, 'commented', 'seen [trunkline-0123456789abcdef0123456789abcdef-1]'),
    );
    await until(() => (outcomesIn('"echo"') ? true : undefined));

    laptop.desk!.setOpen(ticket.id, false);
    await post('v1/tickets', change(ticket.id, 'resolved'));

    await until(async () =>
      (await listing()).incidents.some(({ key }) => key === ticket.key) ? undefined : true,
    );
    await wait('people-close', 500);
    await until(() => (outcomesIn('"held"') ? true : undefined));
    expect(ticketOf('people-close')?.open).toBe(false);
  });
});

describe('a body that cannot be used', () => {
  it('is quarantined as drifted when a metric has no name or no value, and counted by field', async () => {
    await post('v1/incidents', {
      id: 'evt-drift',
      eventType: 'telephony.queue.waiting',
      metrics: [{ label: 'field-service', average: 412 }],
      timestamp: new Date().toISOString(),
    });

    await until(() => (outcomesIn('schema_mismatch_avg') ? true : undefined));
    expect(outcomesIn('schema_mismatch: name, avg')).toBe(true);
  });

  it('is refused at the door when it is no event at all', async () => {
    expect(await post('v1/incidents', { id: 'evt-1', eventType: 'telephony.agent.idle' })).toBe(400);
    expect(await post('v1/tickets', { change: 'resolved' })).toBe(400);
  });
});

describe('a mass outage', () => {
  it('makes a handful of tickets and one parent that names the others', async () => {
    const queues = Array.from({ length: 12 }, (_none, index) => `mass-${index}`);
    await Promise.all(queues.map((queue) => breach(queue)));

    const parent = await until(() => ticketOf('queues'));
    await until(async () =>
      (await listing()).incidents.filter(
        ({ source, state }) => source.id.startsWith('mass-') && state === 'JOINED',
      ).length >= 7
        ? true
        : undefined,
    );

    const own = laptop.desk!.tickets().filter(({ subject, open }) => open && subject.includes('mass-'));
    expect(own.length).toBeLessThanOrEqual(5);
    expect(parent).toMatchObject({ open: true, subject: expect.stringContaining('sources_in_breach') });
  });
});

it('asked the desk only what its contract says', () => {
  const contract = readContract('servicenow');
  const requests = laptop.desk!.requests();

  expect(requests.length).toBeGreaterThan(10);
  expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
});

it('did nothing its roles do not allow', () => {
  const { refused } = exercisedPermissions(workDirectory, laptop);

  expect(refused).toEqual([]);
});
