import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod/mini';
import { allStories } from '../../bin/all-stories.ts';
import { ledgerTarget } from '../../bin/ledger.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { Overview } from '../../lib/openapi-overview.ts';
import type { Snapshot } from '../../local/console/snapshot.ts';
import { byLocalTime } from '../../local/seed.ts';
import type { FaultRule } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { narrowPlan, widePlan } from '../../web/console/drawing-plan.ts';
import { requestProblems } from '../support/contract.ts';
import { exerciseContext } from '../support/exercise-context.ts';
import { exerciseCompletion, exerciseSegmentation } from '../support/exercise-segmentation.ts';
import { exercisePanel } from '../support/panel-desk.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { HEADERS, type SentAlert, SHORT_TIMES, post as send, storyWhen } from './alerts.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

let laptop: TestLaptop;
let serial = 0;

beforeAll(async () => {
  laptop = await testLaptop([{ path: 'dialing.protocol', value: SHORT_TIMES }]);
}, 300_000);

afterEach(() => setFaults([]));

afterAll(() => laptop?.stop());

/** A new customer whose clock allows calls, with one sensor. */
function customer(changes: Partial<Customer> = {}): Customer {
  serial += 1;
  const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
  const added: Customer = {
    customerId: `CUST-IT-${serial}`,
    phoneNumber: `+1202555${String(100 + (serial % 100)).padStart(4, '0')}`,
    timeZone: day[0]!.timeZone!,
    doNotDisturb: false,
    accountTier: 'standard',
    name: 'Robin Testwell',
    ...changes,
  };
  laptop.crm!.putCustomer(added);
  return added;
}

function alertOf({ customerId }: { customerId: string }, changes: Record<string, unknown> = {}): SentAlert {
  serial += 1;
  return {
    idempotencyKey: `it-${serial}`,
    sensorId: `SNS-${customerId}`,
    customerId,
    alertType: 'temp_critical',
    timestamp: new Date().toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius', probe: 'north' },
    ...changes,
  };
}

const post = (body: unknown): Promise<number> => send(laptop, 'v1/alerts', body);

const until = (key: string, wanted: (story: AlertStory) => boolean): Promise<AlertStory> =>
  storyWhen(laptop, key, wanted);

const ended = (key: string): Promise<AlertStory> => until(key, ({ outcome }) => outcome !== null);
const settled = (key: string): Promise<AlertStory> => until(key, ({ final }) => final);

const functionNamed = (part: string): string =>
  laptop.system.functionNames.find((name) => name.includes(part))!;

function setFaults(rules: readonly FaultRule[]): void {
  laptop.genesys!.setFaults(rules.filter(({ system }) => system === 'genesys'));
  laptop.crm!.setFaults(rules.filter(({ system }) => system === 'crm'));
}

const fault = (operation: string, kind: FaultRule['fault'], times?: number): FaultRule => ({
  system: operation === 'placeCallback' || operation === 'token' ? 'genesys' : 'crm',
  operation,
  fault: kind,
  ...(times !== undefined && { times }),
});

/** Requests for calls of one sensor, in order. */
const callRequests = (sensorId: string) =>
  laptop
    .genesys!.requests()
    .filter(({ path }) => path === '/api/v2/conversations/callbacks')
    .filter(({ body }) => JSON.stringify(body).includes(`"${sensorId}"`));

const callsOf = (sensorId: string) =>
  laptop.genesys!.conversations().filter(({ command }) => JSON.stringify(command).includes(`"${sensorId}"`));

const taskOf = (told: AlertStory) => laptop.crm!.tasks().find(({ id }) => id === told.taskId);

describe('a good alert', () => {
  it('becomes one call with its telemetry by reference', async () => {
    const alert = alertOf(customer());

    expect(await post(alert)).toBe(202);
    const told = await ended(alert.idempotencyKey);

    expect(told).toMatchObject({ state: 'PLACED', outcome: 'placed', final: true, duplicates: 0 });
    expect(told.phone).toMatch(/^\+1\*+\d{2}$/);
    expect(callsOf(alert.sensorId)).toHaveLength(1);
    const telemetry = await fetch(`${laptop.system.url}/v1/telemetry/${told.telemetryRef}`, {
      headers: HEADERS,
    });
    expect(await telemetry.json()).toMatchObject({
      sensorId: alert.sensorId,
      telemetryData: alert.telemetryData,
    });
  });

  it('sent twenty times at once is called once and counted nineteen times', async () => {
    const alert = alertOf(customer());

    await Promise.all(Array.from({ length: 20 }, () => post(alert)));
    const told = await until(
      alert.idempotencyKey,
      ({ outcome, duplicates }) => outcome !== null && duplicates === 19,
    );

    expect(told).toMatchObject({ outcome: 'placed', duplicates: 19 });
    expect(callRequests(alert.sensorId)).toHaveLength(1);
  });

  it('whose queue message is delivered twice is called once and is no duplicate', async () => {
    const alert = alertOf(customer());
    const sqs = new SQSClient(clientConfiguration());
    const queue = laptop.system.resource('AWS::SQS::Queue', 'Admission/Queue');
    const message = {
      QueueUrl: queue.url,
      MessageBody: JSON.stringify(alert),
      MessageAttributes: { edgeId: { DataType: 'String', StringValue: `edge-${alert.idempotencyKey}` } },
    };

    await sqs.send(new SendMessageCommand(message));
    await sqs.send(new SendMessageCommand(message));
    const told = await ended(alert.idempotencyKey);

    expect(told).toMatchObject({ outcome: 'placed', duplicates: 0 });
    expect(callRequests(alert.sensorId)).toHaveLength(1);
    sqs.destroy();
  });

  it('of a flapping sensor suppresses the other twenty-nine', async () => {
    const flapping = customer();
    const alerts = Array.from({ length: 30 }, () => alertOf(flapping));

    await Promise.all(alerts.map(post));
    const stories = await Promise.all(alerts.map(({ idempotencyKey }) => ended(idempotencyKey)));

    const others = stories.filter(({ outcome }) => outcome !== 'suppressed');
    expect(others.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
      'placed: accepted by the platform',
    ]);
    expect(callsOf(alerts[0]!.sensorId)).toHaveLength(1);
  });

  it('is not harmed by a bad neighbour in its array', async () => {
    const [first, last] = [alertOf(customer()), alertOf(customer())];
    const bad = { ...alertOf(customer()), telemetryData: { currentValue: 'hot' } };

    expect(await post([first, bad, last])).toBe(202);

    expect(await ended(first.idempotencyKey)).toMatchObject({ outcome: 'placed' });
    expect(await ended(last.idempotencyKey)).toMatchObject({ outcome: 'placed' });
    expect(await ended(bad.idempotencyKey)).toMatchObject({
      state: 'QUARANTINED',
      outcome: 'quarantined',
      reason: expect.stringContaining('telemetryData.currentValue'),
    });
  });

  it('keeps its call when a second body comes under its key', async () => {
    const alert = alertOf(customer());

    await post(alert);
    await ended(alert.idempotencyKey);
    await post({ ...alert, telemetryData: { currentValue: 1, threshold: 85, unit: 'celsius' } });
    const told = await until(alert.idempotencyKey, ({ quarantinedCopy }) => quarantinedCopy !== null);

    expect(told).toMatchObject({
      outcome: 'placed',
      quarantinedCopy: { reason: 'conflicting_body' },
      duplicates: 0,
    });
    expect(callRequests(alert.sensorId)).toHaveLength(1);
  });
});

describe('a customer who must not or cannot be called', () => {
  const night = () => byLocalTime(new Date(), laptop.stage.dialing.window).night[0]!.timeZone!;

  it.each([
    ['the window is closed', () => customer({ timeZone: night() }), 'outside_window'],
    ['the customer does not want to be disturbed', () => customer({ doNotDisturb: true }), 'do_not_disturb'],
    ['the number is no number', () => customer({ phoneNumber: 'call the desk' }), 'invalid_phone'],
    ['the CRM does not know the customer', () => ({ customerId: 'CUST-NOBODY' }), 'unknown_customer'],
    ['the zone is no zone', () => customer({ timeZone: 'Mars/Olympus' }), 'unknown_time_zone'],
  ])('gets a task when %s', async (_circumstance, who, reason) => {
    const alert = alertOf(who());

    await post(alert);
    const told = await settled(alert.idempotencyKey);

    expect(told).toMatchObject({ state: 'CASED', outcome: 'deferred', reason });
    expect(taskOf(told)).toMatchObject({ customerId: alert.customerId });
    expect(callRequests(alert.sensorId)).toHaveLength(0);
  });

  it('gets a task when neither the CRM nor the number tells a zone', async () => {
    const { timeZone: _none, ...rest } = customer({ phoneNumber: '+870773111632' });
    laptop.crm!.putCustomer(rest);
    const alert = alertOf(rest);

    await post(alert);
    const told = await settled(alert.idempotencyKey);

    expect(told).toMatchObject({ outcome: 'deferred', reason: 'unknown_time_zone' });
    expect(callRequests(alert.sensorId)).toHaveLength(0);
  });
});

describe('a customer who opted out', () => {
  it('gets a task, and a call again when the opt-out is lifted', async () => {
    const { customerId, phoneNumber } = customer();
    const say = (method: 'POST' | 'DELETE') =>
      fetch(`${laptop.system.url}/v1/suppressions`, {
        method,
        headers: HEADERS,
        body: JSON.stringify({ phoneNumber, source: 'agent' }),
      });
    const [first, second] = [1, 2].map((n) =>
      alertOf({ customerId }, { sensorId: `SNS-${n}-${customerId}` }),
    );

    expect((await say('POST')).status).toBe(200);
    await post(first);
    expect(await settled(first!.idempotencyKey)).toMatchObject({ outcome: 'deferred', reason: 'suppressed' });

    expect((await say('DELETE')).status).toBe(200);
    await post(second);
    expect(await settled(second!.idempotencyKey)).toMatchObject({ outcome: 'placed' });
  });
});

describe('a CRM in trouble', () => {
  it.each([
    ['takes five seconds', { kind: 'delay', ms: 5000 } as const],
    ['answers 503', { kind: 'status', status: 503 } as const],
  ])('that %s delays the call until it answers', async (_circumstance, trouble) => {
    const alert = alertOf(customer());
    setFaults([fault('readCustomer', trouble)]);

    await post(alert);
    await until(alert.idempotencyKey, ({ waitingFor }) => waitingFor === 'crm_unavailable');
    setFaults([]);

    expect(await ended(alert.idempotencyKey)).toMatchObject({ outcome: 'placed' });
  });

  it('that is down delays the call until it is back', async () => {
    const alert = alertOf(customer());
    await laptop.crm!.pause();

    await post(alert);
    await until(alert.idempotencyKey, ({ waitingFor }) => waitingFor === 'crm_unavailable');
    await laptop.crm!.resume();

    expect(await ended(alert.idempotencyKey)).toMatchObject({ outcome: 'placed' });
  });

  it('that answers another shape ends in a task', async () => {
    const alert = alertOf(customer());
    setFaults([fault('readCustomer', { kind: 'body', status: 200, body: { customer: 'moved' } })]);

    await post(alert);

    expect(await settled(alert.idempotencyKey)).toMatchObject({
      outcome: 'deferred',
      reason: 'crm_unreadable',
    });
  });
});

describe('a platform in trouble', () => {
  it('that refuses the token once is asked again with a new token and a new attempt', async () => {
    const alert = alertOf(customer());
    setFaults([fault('placeCallback', { kind: 'expired-token' }, 1)]);

    await post(alert);

    expect(await ended(alert.idempotencyKey)).toMatchObject({ outcome: 'placed' });
    expect(new Set(callRequests(alert.sensorId).map(attemptOf)).size).toBe(2);
  });

  it('that throttles is left alone for as long as it asks', async () => {
    const alert = alertOf(customer());
    setFaults([fault('placeCallback', { kind: 'rate-limit', retryAfterSeconds: 3 }, 1)]);

    await post(alert);

    expect(await ended(alert.idempotencyKey)).toMatchObject({ outcome: 'placed' });
    const [refused, accepted] = callRequests(alert.sensorId);
    expect(accepted!.arrivedMs - refused!.arrivedMs).toBeGreaterThanOrEqual(2900);
  });

  it('that refuses for good leaves a task, and the sensor free for the next alert', async () => {
    const refused = customer();
    const [alert, next] = [alertOf(refused), alertOf(refused)];
    setFaults([fault('placeCallback', { kind: 'status', status: 400 }, 1)]);

    await post(alert);
    const told = await settled(alert.idempotencyKey);
    await post(next);

    expect(told).toMatchObject({ outcome: 'deferred', reason: 'rejected_by_platform' });
    expect(await ended(next.idempotencyKey)).toMatchObject({ outcome: 'placed' });
  });

  /** Alerts of one customer each, each with its own trouble at the one request, and what became of them. */
  async function troubled(troubles: readonly FaultRule['fault'][]) {
    const cases = troubles.map((trouble) => ({ trouble, alert: alertOf(customer()) }));
    setFaults(
      cases.map(({ trouble, alert }) => ({ ...fault('placeCallback', trouble, 1), match: alert.sensorId })),
    );
    await Promise.all(cases.map(({ alert }) => post(alert)));
    const last = await Promise.all(cases.map(({ alert }) => settled(alert.idempotencyKey)));
    for (const { alert } of cases) expect(callRequests(alert.sensorId)).toHaveLength(1);
    return last;
  }

  it('that has accepted and did not say so is never asked again: the call is found', async () => {
    const stories = await troubled([
      { kind: 'status-after', status: 503 },
      { kind: 'never' },
      { kind: 'body', status: 200, body: { conversation: {} } },
      { kind: 'reset-after' },
    ]);

    for (const told of stories) {
      expect(told).toMatchObject({ state: 'PLACED', outcome: 'placed', reason: 'found on the platform' });
      expect(told.transitions.map(({ state }) => state)).toContain('UNCERTAIN');
    }
  });

  it('that may have accepted is never asked again, and a person hears of it', async () => {
    const stories = await troubled([{ kind: 'reset' }, { kind: 'status', status: 503 }]);

    for (const told of stories) {
      expect(told).toMatchObject({ state: 'CASED', outcome: 'uncertain', reason: 'unconfirmed' });
      expect(taskOf(told)?.subject).toContain('may have been called');
    }
  });

  it('and a dialing function that dies before the answer end with the call that was accepted', async () => {
    const alert = alertOf(customer());
    setFaults([fault('placeCallback', { kind: 'never' }, 1)]);

    await post(alert);
    await poll(() => callRequests(alert.sensorId).length === 1);
    laptop.system.killFunction(functionNamed('Dialing'));
    const last = await settled(alert.idempotencyKey);

    expect(last).toMatchObject({ state: 'PLACED', outcome: 'placed', reason: 'found on the platform' });
    expect(callRequests(alert.sensorId)).toHaveLength(1);
  });
});

describe('all that the vendors were asked', () => {
  it('is as their contracts say, the OAuth request too', () => {
    const genesys = readContract('genesys-cloud');
    const crm = readContract('rest-crm');
    const problems = [
      ...laptop.genesys!.requests().flatMap((request) => requestProblems(genesys, request)),
      ...laptop.crm!.requests().flatMap((request) => requestProblems(crm, request)),
    ];

    expect(problems).toEqual([]);
    expect(laptop.genesys!.requests().some(({ path }) => path === '/oauth/token')).toBe(true);
  });

  it('holds no attempt twice and no second call of a customer and sensor', () => {
    const requests = laptop.genesys!.requests().filter(({ path }) => path.endsWith('/callbacks'));
    const accepted = laptop.genesys!.conversations().map(({ command }) => sensorOf(command));

    expect(new Set(requests.map(attemptOf)).size).toBe(requests.length);
    expect(new Set(accepted).size).toBe(accepted.length);
  });
});

const callData = (command: unknown): Record<string, string> =>
  (command as { data: Record<string, string> }).data;
const attemptOf = ({ body }: { readonly body?: unknown }): string => callData(body).attemptId!;
const sensorOf = (command: unknown): string => callData(command).sensorId!;

async function poll(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function clientConfiguration() {
  const environment = laptop.system.awsEnvironment();
  return {
    region: environment.AWS_REGION!,
    endpoint: environment.AWS_ENDPOINT_URL_SQS!,
    useQueueUrlAsEndpoint: false,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  };
}

describe('all that the functions asked of AWS', () => {
  it('includes the standard lane, a wait at either end of it, and an alert that came too late', async () => {
    const alert = alertOf(customer(), { alertType: 'door_open' });
    const late = alertOf(customer(), { timestamp: new Date(Date.now() - 5 * 3_600_000).toISOString() });
    setFaults([
      fault('readCustomer', { kind: 'status', status: 503 }, 1),
      fault('placeCallback', { kind: 'rate-limit', retryAfterSeconds: 1 }, 1),
    ]);

    await Promise.all([post(alert), post(late)]);

    expect(await ended(alert.idempotencyKey)).toMatchObject({ outcome: 'placed', lane: 'standard' });
    expect(await settled(late.idempotencyKey)).toMatchObject({ outcome: 'deferred', reason: 'stale' });
  });

  it('includes segments that are written at once, later, found by the reminder, and quarantined, and the panel', async () => {
    // By itself: the others let the CRM fail meanwhile.
    await exercisePanel(laptop);
    await Promise.all([
      exerciseSegmentation(laptop, customer().customerId),
      exerciseCompletion(laptop, customer().customerId),
      exerciseContext(laptop, customer().customerId),
    ]);
  });

  it('includes the overview: queues, lanes, budgets, agents, and who is in flight', async () => {
    const waiting = alertOf(customer());
    setFaults([fault('readCustomer', { kind: 'status', status: 503 })]);
    await post(waiting);
    await until(waiting.idempotencyKey, ({ waitingFor }) => waitingFor !== null);
    const answer = await fetch(`${laptop.system.url}/v1/overview/now`, { headers: HEADERS });
    const other = await fetch(`${laptop.system.url}/v1/overview/then`, { headers: HEADERS });
    await other.text();

    expect(other.status).toBe(404);
    expect(answer.status).toBe(200);
    const told = z.safeParse(Overview, await answer.json());
    expect(told.error).toBeUndefined();
    expect(told.data?.alerts.map(({ key }) => key)).toContain(waiting.idempotencyKey);
    const queues = told.data?.queues.map(({ name }) => name) ?? [];
    expect(queues).toContain('dialing critical');
    for (const { boxes } of [widePlan, narrowPlan])
      expect(boxes.flatMap(({ lanes }) => lanes.map(({ queue }) => queue))).toEqual(
        expect.arrayContaining(queues),
      );
    expect(told.data?.budgets.map(({ destination }) => destination)).toEqual(['telephony', 'crm', 'desk']);
    expect(told.data?.occupancy.map(({ throttle }) => throttle)).toContain('free');
  });

  it('includes the overview as a deployed stage has it: every alert counted once, however often it came', async () => {
    const again = alertOf(customer());
    const bad = { ...alertOf(customer()), timestamp: 'yesterday' };
    for (const body of [again, again, again, bad, bad]) await post(body);
    await until(again.idempotencyKey, ({ final, duplicates }) => final && duplicates === 2);
    await until(bad.idempotencyKey, ({ final }) => final);
    const target = await ledgerTarget({ url: laptop.system.url });
    const look = async () => {
      const stories: Record<string, number> = { in_flight: 0 };
      for await (const { outcome } of allStories(target)) {
        const name = outcome ?? 'in_flight';
        // The tally counts unusable bodies among them, which have no story of their own here.
        if (name === 'quarantined') continue;
        stories[name] = (stories[name] ?? 0) + 1;
      }
      const answer = await fetch(`${laptop.system.url}/v1/overview/now`, { headers: HEADERS });
      const { outcomes, conservation } = z.parse(Overview, await answer.json());
      return { stories, outcomes, conservation };
    };
    const isEqual = ({ stories, outcomes }: Awaited<ReturnType<typeof look>>): boolean =>
      Object.entries(stories).every(([name, count]) => outcomes[name as 'placed'] === count);

    // Others are in flight, and move between two looks.
    let seen = await look();
    for (let tries = 0; tries < 50 && !isEqual(seen); tries++) seen = await look();

    expect(seen.outcomes).toMatchObject(seen.stories);
    expect(seen.outcomes.quarantined).toBeGreaterThan(0);
    const { accepted, ended, inFlight, quarantined, waiting, missing } = seen.conservation;
    expect(missing).toBe(0);
    expect(accepted).toBe(ended + inFlight + quarantined + waiting);
  });

  it('shows the console of a local system that nothing is missing, and takes no orders from another site', async () => {
    const at = (path: string): string => `${laptop.system.url}/${path}`;
    const events = await fetch(at('__console/events'));
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    let first = '';
    while (!first.includes('\n\n')) first += (await reader.read()).value ?? '';
    await reader.cancel();
    const order = (path: string, method: string, body: object, site = 'same-origin') =>
      fetch(at(path), { method, body: JSON.stringify(body), headers: { 'sec-fetch-site': site } });
    const past = { at: new Date(Date.now() - 3_600_000).toISOString() };
    const refused = await Promise.all([
      order('__console/acts', 'POST', { act: 'storm', alerts: 10 }, 'cross-site'),
      order('__console/acts', 'POST', { act: 'storm', alerts: 1e6 }),
      order('__console/stories', 'POST', { outcome: 'lost' }),
      order('__clock', 'PUT', past),
    ]);

    const snapshot: Snapshot = JSON.parse(first.split('\n\n')[0]!.replace(/^data: /, ''));
    expect(snapshot.conservation).toMatchObject({ missing: 0, waiting: 0 });
    expect(snapshot.conservation.accepted).toBeGreaterThan(20);
    expect(snapshot.outcomes.placed).toBeGreaterThan(0);
    expect(refused.map(({ status }) => status)).toEqual([403, 400, 400, 409]);
  });

  it('is allowed by the policies of their roles, and a grant that nobody used has a reason', () => {
    const { calls, refused, unused, withoutReason } = exercisedPermissions(laptop.workDirectory, laptop);

    console.info(`${calls} calls; grants that none of them used:\n${unused.join('\n')}`);
    expect(calls).toBeGreaterThan(0);
    expect(refused).toEqual([]);
    expect(withoutReason).toEqual([]);
  });
});
