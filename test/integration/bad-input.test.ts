import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PanelSessionRequest } from '../../functions/messages/panel.ts';
import { eachWithin } from '../../functions/runtime/batch.ts';
import { MOST_BYTES } from '../../functions/runtime/strict-json.ts';
import { hostileBytes } from '../support/hostile-bytes.ts';
import { fieldCases } from '../support/hostile-fields.ts';
import { type Item, type Stores, storesOf } from '../support/hostile-stores.ts';
import { NO_JSON, NO_OBJECT, TOO_MUCH, TWO_READINGS } from '../support/hostile-texts.ts';
import {
  BAD_LISTS,
  CONVERSATION_TARGETS,
  casesOf,
  type HostileTarget,
  invokeBatch,
  someOf,
  TARGETS,
  validAlert,
} from '../support/hostile-workers.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/**
 * The real bundles on embedded engines, given everything bad that can be made from the schemas of their messages.
 * Whatever it is: it is refused at the door or kept with a reason, it never comes again, and it costs no neighbour.
 */
const REJECTED = join(import.meta.dirname, '../../events/rejected');
const SAMPLE_KEY = 'sensor-evt-89234-1715629384';
const [ADMISSION] = TARGETS as [HostileTarget];
const [COMPLETIONS] = CONVERSATION_TARGETS as [HostileTarget];
const ALL = [...TARGETS, ...CONVERSATION_TARGETS];
/** How a good message may end. */
const GOOD = [
  'admitted',
  'enriched_live',
  'enriched_cached',
  'allowed',
  'already_moved',
  'updated',
  'coalesced',
  'unchanged',
  'waiting',
];

/** There are thousands, each read by a request of its own. */
const EVERY_NTH_OBJECT = 7;

let laptop: TestLaptop;
let stores: Stores;
let serial = 0;

beforeAll(async () => {
  laptop = await testLaptop([{ path: 'doors.throttle', value: { ratePerSecond: 5000, burst: 5000 } }]);
  stores = storesOf(laptop.system, laptop.workDirectory);
}, 300_000);

afterAll(async () => {
  stores?.close();
  await laptop?.stop();
});

/** A bad message on its way: the request it came with and what must be told of it. */
interface Sent {
  readonly edgeId: string;
  readonly name: string;
  readonly tells: string;
}

const nextKey = (prefix: string): string => `${prefix}-${++serial}`;

/** What is wrong with how bad messages were kept; empty when every one was, with a reason that tells. */
function notKept(sent: readonly Sent[], items: readonly Item[]): string[] {
  const reasons = new Map(items.map((item) => [item.edge?.S?.replace(/\.\d+$/, ''), item.why?.S ?? '']));
  return sent
    .filter(({ edgeId, tells }) => !reasons.get(edgeId)?.includes(tells))
    .map(({ edgeId, name, tells }) => `${name}: kept for ${reasons.get(edgeId)}, not for ${tells}`);
}

const quarantined = async (): Promise<readonly Item[]> =>
  (await stores.items('Ledger/Table')).filter(({ pk }) => pk?.S?.startsWith('QUARANTINE#'));

/** Log lines of a function, without its metrics. */
const lines = (worker: string): readonly Record<string, unknown>[] =>
  stores
    .logs()
    .filter(({ file }) => file.includes(`${worker}Function`))
    .flatMap(({ text }) => text.split('\n').filter(Boolean))
    .map((line) => JSON.parse(line))
    .filter((line) => !('_aws' in line));

const queueUrls = (): string[] =>
  laptop.system.resources.flatMap(({ type, url }) => (type === 'AWS::SQS::Queue' && url ? [url] : []));

const quiet = () =>
  eventually(async () => {
    const depths = await Promise.all(queueUrls().map((url) => stores.depth(url)));
    return depths.every((depth) => depth === 0) ? true : undefined;
  }, 25_000);

describe.each(ALL)('$worker, fed by $queues', (target) => {
  it('keeps every bad message with its reason, and works on the good one beside', async () => {
    const sent: Sent[] = [];
    const good: string[] = [];
    const cases = [...casesOf(target)];

    while (cases.length > 0) {
      const batch = cases.splice(0, 9).map(({ make, ...told }) => {
        const edgeId = nextKey('bad');
        sent.push({ edgeId, ...told });
        return { edgeId, body: make(target.valid(`key-${edgeId}`)) };
      });
      const edgeId = nextKey('good');
      good.push(edgeId);
      batch.splice(4, 0, { edgeId, body: JSON.stringify(target.valid(`key-${edgeId}`)) });
      expect(await invokeBatch(laptop.system, target.worker, batch)).toEqual({ batchItemFailures: [] });
    }

    expect(sent.length).toBeGreaterThan(50);
    expect(notKept(sent, await quarantined())).toEqual([]);
    const outcomes = new Map(lines(target.worker).map((line) => [String(line.edgeId), line.outcome]));
    for (const edgeId of good) expect(GOOD).toContain(outcomes.get(edgeId));
  });

  it('never sees a bad message again that came through its queue', async () => {
    const sent = target.queues.flatMap((queue) =>
      someOf(target).map(({ make, ...told }) => {
        const edgeId = nextKey('queued');
        return { edgeId, queue, body: make(target.valid(`key-${edgeId}`)), ...told };
      }),
    );

    await Promise.all(sent.map(({ queue, edgeId, body }) => send(queue, edgeId, body)));
    await quiet();

    expect(notKept(sent, await quarantined())).toEqual([]);
    const ours = new Set(sent.map(({ edgeId }) => edgeId));
    const seen = lines(target.worker).filter(({ edgeId }) => ours.has(String(edgeId)));
    expect(seen.map(({ outcome, receiveCount }) => `${outcome} ${receiveCount}`)).toEqual(
      sent.map(() => 'quarantined 1'),
    );
  });
});

async function send(queue: string, edgeId: string, body: string): Promise<void> {
  const { url } = laptop.system.resource('AWS::SQS::Queue', queue);
  const { Failed } = await stores.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        {
          Id: '1',
          MessageBody: body,
          MessageAttributes: { edgeId: { DataType: 'String', StringValue: edgeId } },
        },
      ],
    }),
  );
  expect(Failed ?? []).toEqual([]);
}

/** Doors with the worker behind them, and the rejected samples that are theirs. */
const DOORS = [
  { door: '/v1/alerts', target: ADMISSION, samples: 'sensor-alert', lists: BAD_LISTS },
  { door: '/v1/iot/alerts', target: ADMISSION, samples: 'sensor-alert', lists: BAD_LISTS },
  { door: '/v1/interactions', target: COMPLETIONS, samples: 'interaction-completed', lists: [] },
];
const JSON_BODY = { 'x-api-key': 'local', 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly requestId: string;
}

async function post(
  door: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers = JSON_BODY,
): Promise<Answer> {
  const answer = await fetch(`${laptop.system.url}${door}`, { method: 'POST', headers, body });
  const { requestId } = JSON.parse(await answer.text());
  return { status: answer.status, requestId };
}

describe.each(DOORS)('the door $door', ({ door, target, samples, lists }) => {
  it('refuses a bad body, or its worker keeps it with its reason', async () => {
    const sent: Sent[] = [];
    const statuses: number[] = [];
    const valid = () => target.valid(nextKey('door'));
    const texts = [...casesOf(target), ...lists].map(({ make, ...told }) => ({
      ...told,
      body: make(valid()),
    }));
    const files = readdirSync(REJECTED)
      .filter((file) => file.startsWith(samples))
      .map((file) => {
        // A second copy of one body under one key is the first.
        const body = readFileSync(join(REJECTED, file), 'utf8').replaceAll(SAMPLE_KEY, nextKey('file'));
        return { name: file, tells: 'malformed', body };
      });

    await eachWithin(20, [...texts, ...files, ...hostileBytes(valid)], async (one) => {
      const { status, requestId } = await post(door, one.body);
      statuses.push(status);
      if (status === 202) sent.push({ edgeId: requestId, name: one.name, tells: one.tells });
    });
    await quiet();

    expect(new Set(statuses)).toEqual(new Set([202, 400, 413]));
    expect(sent.length).toBeGreaterThan(20);
    expect(notKept(sent, await quarantined())).toEqual([]);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'refuses %s',
    async (type) => {
      const body = JSON.stringify(target.valid(nextKey('type')));

      expect(await post(door, body, { ...JSON_BODY, 'content-type': type })).toMatchObject({ status: 415 });
    },
  );
});

describe.each(['/v1/alerts', '/v1/iot/alerts'])('the door %s', (door) => {
  it('refuses what is larger than its worker reads, and takes all that its worker reads', async () => {
    const alert = validAlert(nextKey('large'));
    const withReading = (reading: string): string =>
      JSON.stringify({ ...alert, telemetryData: { ...Object(alert.telemetryData), reading } });
    const largest = withReading('x'.repeat(MOST_BYTES - withReading('').length));

    const refused = await post(door, withReading('x'.repeat(300 * 1024)));
    const accepted = await post(door, largest);
    await quiet();

    expect(largest).toHaveLength(MOST_BYTES);
    expect([refused.status, accepted.status]).toEqual([413, 202]);
    const admitted = lines('Admission').filter(({ edgeId }) => edgeId === accepted.requestId);
    expect(admitted.map(({ outcome }) => outcome)).toEqual(['admitted']);
  });
});

describe('an array', () => {
  it('loses only the element in which something hides', async () => {
    const cases = casesOf(ADMISSION).filter(({ tells }) => /twice|too|exact|half|bytes|name /.test(tells));
    const good = nextKey('beside');
    const inside = cases
      .map(({ make, ...told }) => ({ ...told, body: make(validAlert(nextKey('inside'))) }))
      .filter(({ body, tells }) => body.length < 250_000 && !tells.startsWith('the whole'));
    const sent: Sent[] = [];

    for (const { body, ...told } of inside) {
      const edgeId = nextKey('array');
      const key = `${good}-${sent.length}`;
      sent.push({ edgeId, ...told });
      const list = `[${body},${JSON.stringify(validAlert(key))}]`;
      await invokeBatch(laptop.system, 'Admission', [{ edgeId, body: list }]);
    }

    const items = await stores.items('Ledger/Table');
    expect(sent.length).toBeGreaterThan(20);
    expect(
      notKept(
        sent,
        items.filter(({ pk }) => pk?.S?.startsWith('QUARANTINE#')),
      ),
    ).toEqual([]);
    const admitted = items.filter(({ pk }) => pk?.S?.startsWith(`ALERT#${good}-`));
    expect(admitted).toHaveLength(sent.length);
    await quiet();
  });
});

describe('a read', () => {
  it.each(['/v1/alerts/', '/v1/telemetry/'])(
    'of %s with a bad key is refused and breaks nothing',
    async (path) => {
      const keys = [
        '%00',
        '%e2%80%8b',
        '%ff',
        'a%2fb',
        '..%2f..',
        '%3Cscript%3E',
        'x'.repeat(129),
        '__proto__',
        '%7B%7D',
      ];

      for (const key of keys) {
        const answer = await fetch(`${laptop.system.url}${path}${key}`, {
          headers: { 'x-api-key': 'local' },
        });
        await answer.text();
        expect([400, 403, 404]).toContain(answer.status);
      }
    },
  );
});

describe("the panel's API", () => {
  const panelPost = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    token = '',
  ): Promise<number> => {
    const answer = await fetch(`${laptop.system.url}/v1/panel/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    await answer.text();
    return answer.status;
  };

  it('refuses a bad request for a session, and opens one for what is only odd', async () => {
    const valid = () => ({ reference: 'f'.repeat(32), platformToken: 'forged' });
    const cases = [
      ...fieldCases(PanelSessionRequest),
      ...NO_JSON,
      ...NO_OBJECT,
      ...TOO_MUCH,
      ...TWO_READINGS,
    ];
    const bodies = [
      ...cases.map(({ make }) => make(valid())),
      ...hostileBytes(valid).map(({ body }) => body),
    ];

    const statuses = await eachWithin(10, bodies, (body) => panelPost('session', body));

    // What may be read as a request is a stranger's: nobody has signed in.
    expect(new Set([...statuses, 400, 401, 413])).toEqual(new Set([400, 401, 413]));
    expect(statuses).toContain(400);
  });

  it('refuses a word without a session, under whatever name and token', async () => {
    const names = ['CUST-9981', '..%2f..', '%00', '%ff', '__proto__', 'x'.repeat(500), '%3Cscript%3E'];
    const tokens = ['', 'x', "' OR 1=1", '__proto__', 'x'.repeat(5000), '%00', 'ALERT#', 'PANEL#x'];

    for (const name of names)
      for (const token of tokens) {
        const status = await panelPost(`customers/${name}/disposition`, '{"disposition":"resolved"}', token);
        expect([400, 401, 403, 404]).toContain(status);
      }
  });

  it('never failed over any of it', () => {
    const failed = lines('Panel').filter(({ level }) => level !== 'INFO');

    expect(lines('Panel').length).toBeGreaterThan(50);
    expect(failed).toEqual([]);
  });
});

it('nothing failed, nothing is left, and all that is kept is masked', async () => {
  await quiet();

  const failed = ALL.flatMap(({ worker }) => lines(worker)).filter(({ level }) => level !== 'INFO');
  expect(failed).toEqual([]);
  const objects = await stores.objects('quarantine/', EVERY_NTH_OBJECT);
  expect(objects.length).toBeGreaterThan(100);
  for (const { text } of objects) expect(text).not.toMatch(/stranger"|isAdmin|CUST.-1|x{50}|call me/);
});
