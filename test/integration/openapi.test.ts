import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isOfPages } from '../../lib/openapi-routes.ts';
import { type AwsEndpoint, openAwsEndpoint } from '../../local/aws-endpoint.ts';
import { readBlueprint } from '../../local/blueprint.ts';
import { readCloudAssembly } from '../../local/cloud-assembly.ts';
import { readApis } from '../../local/door/apis.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Response {
  readonly headers?: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly content: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly security: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

const ROOT = join(import.meta.dirname, '../..');
const JSON_TYPE = 'application/json';
const document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> } =
  JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
const routes: readonly Route[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
/** Doors before a queue, and doors a function answers at once. */
const doors = routes.filter(({ operation }) => operation.requestBody && operation.responses['202']);
const answered = routes.filter(({ operation }) => operation.requestBody && !operation.responses['202']);
/** What senders may not leave out of messages that have optional fields; every other message needs every field. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  interactions: ['customerId', 'tags'],
  contacts: ['customerId', 'phoneNumber', 'doNotDisturb', 'changedAt'],
  previews: ['campaignId', 'contacts'],
};
const isOptional = ({ path }: Route, field: string): boolean =>
  NEEDED[path.slice(path.lastIndexOf('/') + 1)]?.includes(field) === false;
const reads = routes.filter(({ operation }) => !operation.requestBody);

/** The door does not judge the form of instants, which these are about. */
const JUDGED_LATER = new Set([
  'sensor-alert-timestamp-without-offset.json',
  'interaction-completed-start-without-offset.json',
  'campaign-event-timestamp-without-offset.json',
  'preview-contacts-expiring-without-offset.json',
]);
const rejected = readdirSync(join(ROOT, 'events/rejected'));
/** Texts that strict readers refuse; the door may let them pass, and the worker quarantines them. */
const texts = rejected.filter((name) => name.startsWith('sensor-alert') && !name.endsWith('.json'));

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'document');

const fits = (schema: object, value: unknown): boolean =>
  ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')))(value) === true;

const bodySchema = ({ operation }: Route): object => operation.requestBody!.content[JSON_TYPE]!.schema;
const examplesOf = ({ operation }: Route) => operation.requestBody!.content[JSON_TYPE]!.examples!;

/** Rejected samples of what a door takes: they go on from the name of its example. */
const samplesOf = (door: Route): string[] => {
  const [own = ''] = Object.keys(examplesOf(door));
  return rejected.filter((name) => name.startsWith(own) && name.endsWith('.json'));
};
const takesSeveral = (door: Route): boolean => Object.keys(examplesOf(door)).length > 1;

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'doors.throttle', value: { ratePerSecond: 20, burst: 500 } },
    { path: 'reads.throttle', value: { ratePerSecond: 50, burst: 100 } },
  ]);
}, 300_000);

afterAll(() => laptop?.stop());

const KEYED = { 'x-api-key': 'local' };

/** Sends a request and holds the answer against the document; gives its status and body. */
async function ask(
  { path, method, operation }: Route,
  {
    id = '',
    body,
    headers = KEYED,
  }: { id?: string; body?: string | Buffer<ArrayBuffer>; headers?: Readonly<Record<string, string>> },
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const url = `${laptop.system.url}${path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))}`;
  const answer = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': JSON_TYPE }), ...headers },
    ...(body !== undefined && { body }),
  });
  const { status } = answer;
  const text = await answer.text();
  const response = operation.responses[status] ?? operation.responses[`${String(status).charAt(0)}XX`];
  const content = response?.content[answer.headers.get('content-type') ?? ''];
  expect({ method, path, status, type: answer.headers.get('content-type'), described: !!content }).toEqual(
    expect.objectContaining({ described: true }),
  );
  const told = JSON.parse(text);
  expect({ text, fits: fits(content!.schema, told) }).toEqual({ text, fits: true });
  if (response?.headers?.['Retry-After']?.required)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  return { status, body: told };
}

const fresh = (sample: unknown): unknown =>
  Array.isArray(sample)
    ? sample.map(fresh)
    : { ...Object(sample), idempotencyKey: `doc-${randomUUID()}`, timestamp: new Date().toISOString() };

/** A value of another type than the field has. */
const another = (value: object, field: string): unknown => {
  const own: unknown = Reflect.get(value, field);
  return typeof own === 'object' && !Array.isArray(own) ? true : { another: 'type' };
};

const named = (list: readonly Route[]): [string, Route][] =>
  list.map((route) => [`${route.method} ${route.path}`, route]);

describe('what is served, but for pages, and what is written', () => {
  let endpoint: AwsEndpoint;
  beforeAll(async () => {
    endpoint = await openAwsEndpoint();
  });
  afterAll(() => endpoint.stop());

  it('are the same paths and methods', () => {
    const { stacks } = readCloudAssembly(join(laptop.workDirectory, 'cdk.out'));
    const apis = readApis(readBlueprint(stacks, endpoint.url), { aws: endpoint, invoke: async () => null });
    const served = apis.flatMap(({ resources }) =>
      resources
        .filter(({ path }) => !isOfPages(path))
        .flatMap(({ path, methods }) => [...methods.keys()].map((method) => `${method} ${path}`)),
    );

    expect(named(routes).map(([name]) => name)).toEqual(served);
    expect(doors.length * answered.length * reads.length).toBeGreaterThan(0);
  });
});

describe.each(named(doors))('%s', (_, door) => {
  it('accepts its examples', async () => {
    for (const { value } of Object.values(examplesOf(door))) {
      const body = fresh(value);

      expect(fits(bodySchema(door), body)).toBe(true);
      expect(await ask(door, { body: JSON.stringify(body) })).toMatchObject({ status: 202 });
    }
  });

  it('refuses a body without any of the required fields, or with one of another type', async () => {
    const [{ value }] = Object.values(examplesOf(door)) as [{ value: object }];
    for (const field of Object.keys(value)) {
      const { [field]: __, ...without } = Object(value);
      const expected = [isOptional(door, field), false];
      for (const [index, body] of [without, { ...value, [field]: another(value, field) }].entries()) {
        const isFit = expected[index] === true;
        expect({ field, fits: fits(bodySchema(door), body) }).toEqual({ field, fits: isFit });
        expect(await ask(door, { body: JSON.stringify(body) })).toMatchObject({ status: isFit ? 202 : 400 });
      }
    }
  });

  it.each(samplesOf(door))('answers the rejected sample %s as written', async (name) => {
    const body = readFileSync(join(ROOT, 'events/rejected', name), 'utf8');
    const later = JUDGED_LATER.has(name);

    expect(fits(bodySchema(door), JSON.parse(body))).toBe(later);
    expect(await ask(door, { body })).toMatchObject({ status: later ? 202 : 400 });
  });

  it.each(texts)('answers the rejected text %s as written', async (name) => {
    const body = readFileSync(join(ROOT, 'events/rejected', name));

    expect([202, 400]).toContain((await ask(door, { body })).status);
  });

  it('accepts an array only where it takes several, and refuses what is no JSON or no JSON type', async () => {
    const text = { ...KEYED, 'content-type': 'text/plain' };

    expect(await ask(door, { body: '[{"no":"alert"}]' })).toMatchObject({
      status: takesSeveral(door) ? 202 : 400,
    });
    expect(await ask(door, { body: '{' })).toMatchObject({ status: 400 });
    expect(await ask(door, { body: '{}', headers: text })).toMatchObject({ status: 415 });
    expect(await ask(door, { body: '{}', headers: {} })).toMatchObject({ status: 403 });
  });

  it('refuses what is too large for the queue, and what is too large for the gateway', async () => {
    const [{ value }] = Object.values(examplesOf(door)) as [{ value: object }];
    const padded = (bytes: number): string =>
      JSON.stringify({ ...Object(fresh(value)), padding: 'x'.repeat(bytes) });

    expect(await ask(door, { body: padded(2_000_000) })).toMatchObject({ status: 413 });
    expect(await ask(door, { body: padded(11_000_000) })).toMatchObject({ status: 413 });
  });
});

describe.each(named(answered))('%s', (_, door) => {
  const example = (): object => {
    const [{ value }] = Object.values(examplesOf(door)) as [{ value: object }];
    return { ...value, time: new Date().toISOString() };
  };

  it('does what its example says, at once', async () => {
    expect(fits(bodySchema(door), example())).toBe(true);
    expect(await ask(door, { body: JSON.stringify(example()) })).toMatchObject({ status: 200 });
  });

  it('refuses, as its schema does, a field of another type, and names it', async () => {
    for (const field of Object.keys(example())) {
      const body = { ...example(), [field]: ['another type'] };

      expect({ field, fits: fits(bodySchema(door), body) }).toEqual({ field, fits: false });
      expect(await ask(door, { body: JSON.stringify(body) })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining(`${field}: `) },
      });
    }
  });

  it('refuses what is no object, and who has no key', async () => {
    expect(await ask(door, { body: '{' })).toMatchObject({ status: 400 });
    expect(await ask(door, { body: '[]' })).toMatchObject({ status: 400 });
    expect(await ask(door, { body: '{}', headers: {} })).toMatchObject({ status: 403 });
  });
});

describe('GET /v1/alerts/{idempotencyKey} and GET /v1/telemetry/{reference}', () => {
  const [story, telemetry] = reads as [Route, Route];

  it('tell what became of an accepted example', async () => {
    const [door] = doors as [Route];
    const [{ value }] = Object.values(examplesOf(door)) as [{ value: object }];
    const alert = { ...Object(fresh(value)), sensorId: 'a-sensor-of-its-own' };
    await ask(door, { body: JSON.stringify(alert) });

    const told = await eventually(async () => {
      const answer = await ask(story, { id: alert.idempotencyKey });
      return answer.status === 200 ? answer.body : undefined;
    });
    const record = await eventually(async () => {
      const answer = await ask(telemetry, { id: String(told.telemetryRef) });
      return answer.status === 200 ? answer.body : undefined;
    });

    expect(told).toMatchObject({ idempotencyKey: alert.idempotencyKey, sensorId: alert.sensorId });
    expect(record).toMatchObject({ sensorId: alert.sensorId, telemetryData: alert.telemetryData });
  });

  it.each(named(reads))('%s refuses an unknown id and no id at all', async (_, read) => {
    expect(await ask(read, { id: 'nobody-sent-this' })).toMatchObject({ status: 404 });
    expect(await ask(read, { id: 'not an id' })).toMatchObject({ status: 400 });
  });

  it.each(named(reads))('%s refuses who has no key, unless browsers open it', async (_, read) => {
    const status = read.operation.security.length === 0 ? 404 : 403;

    expect(await ask(read, { id: 'nobody-sent-this', headers: {} })).toMatchObject({ status });
  });
});

// Last, because it uses up what the others need.
describe.each(named([doors[0]!, reads[0]!]))('%s', (_, route) => {
  it('asks for patience when there are too many requests', async () => {
    const request = route.operation.requestBody ? { body: '{}' } : { id: 'not an id' };

    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask(route, request)));
      return answers.find(({ status }) => status === 429);
    });
  });
});
