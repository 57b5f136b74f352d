import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import type { FaultRule } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import {
  endPart,
  leaveLostUpdate,
  postCompletion,
  remind,
  segmentsWith,
  untilAnswered,
} from '../support/exercise-segmentation.ts';

jest.setTimeout(180_000);

let laptop: Laptop;
let workDirectory: string;
let serial = 0;

beforeAll(async () => {
  workDirectory = mkdtempSync(join(tmpdir(), 'trunkline-segments-'));
  laptop = await startLaptop({
    port: 0,
    overrides: [{ path: 'segmentation.queues', value: ['field-service'] }],
    simulators: true,
    workDirectory,
    progress: () => undefined,
  });
}, 300_000);

afterEach(() => laptop.crm!.setFaults([]));

afterAll(async () => {
  await laptop?.stop();
  rmSync(workDirectory, { recursive: true, force: true });
});

/** A new customer of the CRM. */
function customer(): string {
  const customerId = `CUST-SEG-${++serial}`;
  laptop.crm!.putCustomer({ customerId, phoneNumber: '+12025550142', doNotDisturb: false });
  return customerId;
}

const completionOf = (customerId: string, fields: object = {}) => ({
  customerId,
  queue: 'field-service',
  interactionSummary: 'Technician visit agreed',
  sentimentScore: -0.4,
  tags: ['churn_risk'],
  contactId: `contact-${++serial}`,
  startTime: new Date(Date.now() - 60_000 + serial).toISOString(),
  ...fields,
});

const put = (fault: FaultRule['fault'], times?: number): FaultRule => ({
  system: 'crm',
  operation: 'putCustomerSegments',
  fault,
  ...(times !== undefined && { times }),
});

/** Outcomes segmentation has logged of a customer, or under a reason. */
const logged = (text: string): readonly string[] =>
  readFileSync(join(workDirectory, `${segmentation()}.log`), 'utf8')
    .split('\n')
    .filter((line) => line.includes(text))
    .flatMap((line) => /"outcome":"(\w+)"/.exec(line)?.[1] ?? []);
const segmentation = (): string =>
  laptop.system.functionNames.find((name) => name.includes('SegmentationFunction')) ?? '';

describe('a conversation that ended', () => {
  it('is at the CRM with everything the rules make of it', async () => {
    const customerId = customer();

    expect(await postCompletion(laptop, completionOf(customerId))).toBe(202);
    const segments = await segmentsWith(laptop, customerId, 'churn_risk');

    expect(segments.attributes).toEqual({
      last_interaction_summary: 'Technician visit agreed',
      sentiment: -0.4,
      segmentation_tags: ['churn_risk', 'retention_call'],
      retention_priority: 'high',
    });
    expect(segments.idempotencyKey).toBe(`${customerId}#1`);
  });

  it('posted twenty times at once is written once', async () => {
    const completion = completionOf(customer());

    await Promise.all(Array.from({ length: 20 }, () => postCompletion(laptop, completion)));
    await untilAnswered(() => (logged(completion.customerId).length >= 20 ? true : undefined));

    expect(laptop.crm!.customer(completion.customerId)?.segments?.writes).toBe(1);
    expect(logged(completion.customerId).filter((outcome) => outcome === 'duplicate')).toHaveLength(19);
  });

  it('of a customer the CRM does not know creates the customer, and the log says whom', async () => {
    const completion = completionOf(`CUST-NEW-${++serial}`);

    await postCompletion(laptop, completion);
    await segmentsWith(laptop, completion.customerId, 'churn_risk');

    await untilAnswered(() => (logged(completion.customerId).includes('created') ? true : undefined));
  });

  it('of another queue ends as ignored', async () => {
    const completion = completionOf(customer(), { queue: 'sales' });

    await postCompletion(laptop, completion);
    await untilAnswered(() => (logged(completion.customerId).includes('ignored') ? true : undefined));

    expect(laptop.crm!.customer(completion.customerId)?.segments).toBeUndefined();
  });

  it.each([
    ['without tags', { tags: undefined }, 400],
    ['with a customer by phone number', { customerId: '+12025550142' }, 400],
    ['larger than 10 KB', { transcript: 'x'.repeat(10_300) }, 413],
  ])('%s is refused at the door', async (_, fields, status) => {
    expect(await postCompletion(laptop, completionOf(customer(), fields))).toBe(status);
  });
});

describe("a conversation of the platform's own events", () => {
  it('is one completion after a transfer, once the last agent has wrapped up', async () => {
    const customerId = customer();
    const conversationId = `conversation-${++serial}`;
    const queueId = laptop.stage.telephony.queueIds['field-service']!;
    const other = laptop.stage.telephony.queueIds['enterprise-service']!;
    const conversation = {
      conversationId,
      mediaType: 'voice' as const,
      startedAt: new Date(Date.now() - 60_000).toISOString(),
      attributes: { customerId, segmentTags: 'churn_risk' },
    };
    const wrapUpCode = 'f1e2d3c4-b5a6-4978-8069-5a4b3c2d1e0f';
    laptop.genesys!.putConversation({ ...conversation, agents: [{ queueId: other, wrapUpCode: 'code-1' }] });
    await endPart(laptop, conversationId, 'acw');
    await endPart(laptop, conversationId, 'customer.end');
    const agents = [
      { queueId: other, wrapUpCode: 'code-1' },
      { queueId, wrapUpCode },
    ];
    laptop.genesys!.putConversation({ ...conversation, endedAt: new Date().toISOString(), agents });
    await endPart(laptop, conversationId, 'wrapup');
    await endPart(laptop, conversationId, 'acw');

    const segments = await segmentsWith(laptop, customerId, 'visit_agreed');

    expect(segments).toMatchObject({
      writes: 1,
      attributes: {
        last_interaction_summary: 'technician_visit_agreed',
        segmentation_tags: ['churn_risk', 'visit_agreed'],
      },
    });
    expect(laptop.genesys!.requests().filter(({ answeredStatus }) => answeredStatus === 400)).toEqual([]);
  });
});

describe('the newest of several', () => {
  it('is what the CRM has, whatever the order they came in', async () => {
    const customerId = customer();
    const at = (minute: number) => ({ startTime: new Date(Date.now() - minute * 60_000).toISOString() });
    const minutes = [5, 2, 9, 1, 7];

    await Promise.all(
      minutes.map((minute) =>
        postCompletion(
          laptop,
          completionOf(customerId, {
            ...at(minute),
            tags: [`m${minute}`, ...(minute === 9 ? ['vip'] : [])],
          }),
        ),
      ),
    );

    expect((await segmentsWith(laptop, customerId, 'm1,')).attributes.segmentation_tags).toContain('vip');
  });
});

describe('a CRM that', () => {
  it.each<[string, FaultRule['fault']]>([
    ['throttles', { kind: 'rate-limit', retryAfterSeconds: 1 }],
    ['refuses the token once', { kind: 'expired-token' }],
  ])('%s gets the state when it may', async (_, fault) => {
    laptop.crm!.setFaults([put(fault, 1)]);
    const completion = completionOf(customer());

    await postCompletion(laptop, completion);

    await segmentsWith(laptop, completion.customerId, 'churn_risk');
  });

  it('refuses for good parks the customer, and says so', async () => {
    laptop.crm!.setFaults([put({ kind: 'status', status: 422 })]);
    const completion = completionOf(customer());

    await postCompletion(laptop, completion);

    await untilAnswered(() => (logged(completion.customerId).includes('parked') ? true : undefined));
  });
});

describe('an update whose message was lost', () => {
  it('is found by the reminder', async () => {
    const customerId = customer();
    await leaveLostUpdate(laptop, customerId, 'lost');

    await remind(laptop);

    await segmentsWith(laptop, customerId, 'lost');
  });
});

describe('all requests', () => {
  it('keep the contract of the CRM', () => {
    const contract = readContract('rest-crm');

    const problems = laptop.crm!.requests().flatMap((request) => requestProblems(contract, request));

    expect(laptop.crm!.requests().length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });
});
