import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { DOCUMENT, documentText, stageRoutes } from '../../bin/commands/docs.ts';
import { TransientError } from '../../functions/errors.ts';
import type { AlertState } from '../../functions/ports/ledger.ts';
import { apiRead } from '../../functions/runtime/api-read.ts';
import { alertStory, quarantinedStory } from '../../functions/story/alert-story.ts';
import { jsonText } from '../../lib/openapi-text.ts';
import { LOCAL, parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { withOverrides } from '../../local/stage-settings.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';
import { alertRecord, at, decision } from '../support/builders.ts';

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Content>> }>>;
}
interface Written {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

const text = readFileSync(DOCUMENT, 'utf8');
const document: Written = JSON.parse(text);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);
const contents = operations.flatMap(({ operation }) =>
  [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
    Object.values(part?.content ?? {}),
  ),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', (written: string) => !Number.isNaN(Date.parse(written)) && /[Z+-]/.test(written));
ajv.addSchema(document, 'document');

/** What is wrong with a value by a schema of the document; empty is well. */
function problems(schema: object, value: unknown): string[] {
  const within = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validate = ajv.compile(within);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Where a document's references point to, as steps from its root. */
const pointers = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, steps]) => steps!.split('/'));

describe('docs/openapi.json', () => {
  it.each(Object.keys(cdkContext().stages))(
    'describes what stage %s serves and asks for; npm run docs writes it anew',
    (stage) => {
      const routes = stageRoutes(stage);

      expect(documentText(routes)).toBe(text);
      for (const { path, method, auth, model } of routes) {
        const key = model === undefined ? 'readsKey' : 'doorsKey';
        const asked = { none: [], iam: [{ signature: [] }], apiKey: [{ [key]: [] }] }[auth];
        const written = document.paths[path]?.[method]?.security;
        expect(written).toEqual(auth === 'none' ? [] : expect.arrayContaining(asked));
      }
    },
    30_000,
  );

  it('is an OpenAPI document', async () => {
    // The validator knows 3.0, which differs from 3.1 in what a schema may be; those are held below.
    const withoutSchemas = JSON.parse(text, (key, value) => (key === 'schema' ? {} : value));
    const { schemas: _, ...components } = withoutSchemas.components;
    const skeleton: Document = { ...withoutSchemas, components, openapi: '3.0.3' };

    const backend = new OpenAPIBackend({ definition: skeleton, strict: true });

    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    await expect(backend.init()).resolves.toBe(backend);
  });

  it('points at nothing that is not there', () => {
    const root: unknown = document;
    const schemes = Object.keys(document.components.securitySchemes);

    expect(pointers.length).toBeGreaterThan(0);
    for (const steps of pointers)
      expect(steps.reduce((found, step) => Reflect.get(Object(found), step), root)).toBeDefined();
    for (const { operation } of operations)
      expect(schemes).toEqual(expect.arrayContaining(operation.security.flatMap(Object.keys)));
  });

  it('gives every operation a name of its own and every parameter of its path', () => {
    const names = operations.map(({ operation }) => operation.operationId);

    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const written = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(written.map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('names the headers that signed doors pass on', () => {
    const overrides = ['alerts', 'iotAlerts'].map((door) => ({
      path: `doors.${door}.signingSecretArn`,
      value: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:trunkline/local/signing-local1',
    }));
    const directory = mkdtempSync(join(tmpdir(), 'trunkline-signed-'));
    synthesizeTemplates(parseStage(LOCAL, withOverrides(cdkContext().stages[LOCAL]!, overrides)), directory);
    const template = readFileSync(join(directory, 'Pipeline.template.json'), 'utf8');
    rmSync(directory, { recursive: true, force: true });
    const passedOn = [...template.matchAll(/input\.params\('([\w-]+)'\)/g)].map(([, name]) => name);

    for (const { operation } of operations.filter(({ operation }) => operation.responses['202'])) {
      const headers = (operation.parameters ?? []).filter((parameter) => parameter.in === 'header');
      expect(headers.map(({ name }) => name).toSorted()).toEqual([...new Set(passedOn)].toSorted());
    }
  }, 30_000);

  it('has schemas of draft 2020-12, and examples that keep them', () => {
    for (const schema of Object.values(document.components.schemas))
      expect(ajv.validateSchema(schema)).toBe(true);
    expect(contents.flatMap(({ examples = {} }) => Object.keys(examples))).toContain('sensor-alert');
    for (const { schema, examples = {} } of contents)
      for (const [name, { value }] of Object.entries(examples))
        expect({ name, problems: problems(schema, value) }).toEqual({ name, problems: [] });
  });
});

describe('the described story', () => {
  const states: Record<AlertState, true> = {
    OPEN: true,
    PLACING: true,
    PLACED: true,
    UNCERTAIN: true,
    CASE_PENDING: true,
    CASED: true,
    SUPPRESSED: true,
    QUARANTINED: true,
  };

  it('knows every state', () => {
    const { state }: { state: { enum: string[] } } = Reflect.get(
      document.components.schemas.AlertStory!,
      'properties',
    );

    expect(state.enum.toSorted()).toEqual(Object.keys(states).toSorted());
  });

  const mark = { reason: 'conflicting_body', at: at() };
  const full = alertRecord({
    state: 'CASED',
    why: 'outside_window',
    decision: decision({ validUntil: at(1), nextAllowedAt: at(2) }),
    maskedPhone: '+1********11',
    callId: 'call-1',
    followUpId: 'follow-up-1',
    taskId: 'task-1',
    suppressedBy: 'other',
    waitingFor: 'crm_unavailable',
    nextAt: at(3),
  });
  it.each([
    ['in flight', alertStory(alertRecord())],
    ['with everything', alertStory(full, mark)],
    ['of unusable bodies', quarantinedStory('alert-1', mark)],
  ])('fits one %s, and names each of its fields', (_, story) => {
    const served = JSON.parse(JSON.stringify(story));

    expect(problems(named('AlertStory'), served)).toEqual([]);
    const described = Reflect.get(document.components.schemas.AlertStory!, 'properties');
    expect(Object.keys(described)).toEqual(expect.arrayContaining(Object.keys(served)));
  });
});

describe('the described reads', () => {
  const read = (found: () => Promise<object | undefined>) =>
    apiRead({ name: 'story', parameter: 'idempotencyKey', read: found });
  const event = (idempotencyKey: string) =>
    ({ pathParameters: { idempotencyKey } }) as unknown as APIGatewayProxyEvent;

  it.each<[string, string, () => Promise<object | undefined>]>([
    ['no id', 'not an id', async () => undefined],
    ['an unknown key', 'alert-1', async () => undefined],
    ['a store that cannot be reached', 'alert-1', () => Promise.reject(new TransientError('down', 'down'))],
    ['an unexpected failure', 'alert-1', () => Promise.reject(new Error('unexpected'))],
  ])('answer %s as written', async (_, key, found) => {
    const context = { awsRequestId: 'request-1' } as Context;

    const answer = await read(found)(event(key), context);

    const { responses } = document.paths['/v1/alerts/{idempotencyKey}']!.get!;
    const { content } = responses[answer.statusCode]!;
    const { schema, examples = {} } = content[String(answer.headers?.['content-type'])]!;
    expect(problems(schema, JSON.parse(answer.body))).toEqual([]);
    expect(Object.values(examples).map(({ value }) => value)).toContainEqual(JSON.parse(answer.body));
  });
});

describe('the text of a document', () => {
  it.each([
    ['objects open', { a: { b: [] } }, '{\n  "a": {\n    "b": []\n  }\n}\n'],
    ['short lists of values on a line', { a: [1, 'b', null] }, '{\n  "a": [1, "b", null]\n}\n'],
    ['lists of objects open', [{}, { a: 1 }], '[\n  {},\n  {\n    "a": 1\n  }\n]\n'],
    ['nothing where there is nothing', { a: undefined }, '{}\n'],
  ])('has %s', (_, value, expected) => {
    expect(jsonText(value)).toBe(expected);
  });

  it('breaks a list that would not fit on its line', () => {
    const words = Array.from({ length: 12 }, (_, index) => `a-rather-long-word-${index}`);

    expect(
      jsonText({ words })
        .split('\n')
        .every((line) => line.length <= 110),
    ).toBe(true);
  });
});
