import {
  type ReadAnswer,
  readAnswers,
  responses,
  type WriteAnswer,
  writeAnswers,
} from './openapi-answers.ts';
import type { ServedRoute } from './openapi-routes.ts';
import { componentSchemas, DOOR_MESSAGES, type JsonSchema, schemaRef } from './openapi-schemas.ts';

/** Samples of a door's message by name, as they lie in `events`. */
export type Samples = Readonly<Record<string, unknown>>;

/** What the reads find, by the parameter that names it. */
const READS: readonly ReadAnswer[] = [
  { parameter: 'idempotencyKey', what: 'story', schema: 'AlertStory' },
  { parameter: 'reference', what: 'telemetry', schema: 'TelemetryRecord' },
  { parameter: 'campaignId', what: 'preview', schema: 'PreviewStory' },
  { parameter: 'listing', what: 'incidents', schema: 'IncidentList' },
  { parameter: 'view', what: 'overview', schema: 'Overview' },
  { parameter: 'contactId', what: 'contact', schema: 'ContactContext', query: ['campaignId'] },
  { parameter: 'popId', what: 'pop', redirects: true },
  { parameter: 'contactId', below: 'pop', what: 'contact', schema: 'ScreenPop', query: ['campaignId'] },
];

/** What functions answer to messages, by the name of the message. */
const WRITES: Readonly<Record<string, WriteAnswer>> = {
  Suppression: {
    schema: 'SuppressionStanding',
    refusal: 'phoneNumber: must be E.164, e.g. +12025550123',
  },
};

const DESCRIPTION = [
  'Doors take messages: 202 means that a queue has it, and what becomes of it the reads tell.',
  'Where a door answers 200, what was asked for holds from then on.',
  'Doors and reads are two APIs with a host each; one local address serves both.',
  'A setting of the stage says for each door whether it asks for an API key or for a signature (AWS Signature Version 4).',
].join(' ');

const SECURITY_SCHEMES = {
  doorsKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'Where the setting of the door is `apiKey`.',
  },
  readsKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'Where the setting of the reads is `apiKey`; another key than that of the doors.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'Where the setting is `iam`: AWS Signature Version 4 for the service execute-api.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};

/** What a signed request carries (Standard Webhooks). The worker verifies it; the door only passes it on. */
const SIGNED_HEADERS: readonly (readonly [string, string])[] = [
  ['webhook-id', 'Id of the request; another request under the same id is quarantined.'],
  ['webhook-timestamp', 'Epoch seconds; at most five minutes from when the door receives it.'],
  ['webhook-signature', '`v1,` and the base64 of the HMAC-SHA256 over id.timestamp.body.'],
];

const SERVERS = [
  { url: 'http://127.0.0.1:3000', description: 'npm start' },
  {
    url: 'https://{api}.execute-api.{region}.amazonaws.com/{stage}',
    description: "A deployed stage: the stack's outputs name the addresses of its doors and reads.",
    variables: {
      api: { default: 'api', description: 'Id of the API of the doors, or of the reads.' },
      region: { default: 'us-east-1' },
      stage: { default: 'prod' },
    },
  },
];

/**
 * The OpenAPI 3.1 document of what is served.
 * @param samplesOf the samples of a message, by the name of its model
 * @throws {Error} a route whose message or answer nothing describes
 */
export function openApiDocument(
  routes: readonly ServedRoute[],
  samplesOf: (model: string) => Samples,
): JsonSchema {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const paths = [...byPath].map(([path, same]) => [
    path,
    Object.fromEntries(same.map((route) => [route.method, operation(route, samplesOf)])),
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Trunkline', version: '1', description: DESCRIPTION },
    servers: SERVERS,
    paths: Object.fromEntries(paths),
    components: { schemas: componentSchemas(), securitySchemes: SECURITY_SCHEMES },
  };
}

function operation(route: ServedRoute, samplesOf: (model: string) => Samples): JsonSchema {
  const { path, method, model } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const isQueued = model !== undefined && !route.byFunction;
  const parameters = [...inPath.map(pathParameter), ...(isQueued ? SIGNATURE : [])];
  const shared = {
    operationId: operationId(method, path),
    ...(parameters.length > 0 && { parameters }),
  };
  if (model !== undefined) {
    return {
      ...shared,
      tags: ['doors'],
      security: [{ doorsKey: [] }, { signature: [] }],
      requestBody: requestBody(model, samplesOf(model)),
      responses: responses(route.answers, isQueued ? [] : writeAnswers(written(model))),
    };
  }
  const read = READS.find(({ parameter, below }) =>
    path.endsWith(`{${parameter}}${below ? `/${below}` : ''}`),
  );
  if (!read) throw new Error(`nothing describes what ${method} ${path} answers`);
  return {
    ...shared,
    ...(read.query && { parameters: [...parameters, ...read.query.map(queryParameter)] }),
    tags: ['reads'],
    security: read.redirects ? [] : [{ readsKey: [] }, { signature: [] }],
    responses: responses(route.answers, readAnswers(read)),
  };
}

function written(model: string): WriteAnswer {
  const write = WRITES[model];
  if (!write) throw new Error(`nothing describes what a function answers to the message ${model}`);
  return write;
}

function requestBody(model: string, samples: Samples): JsonSchema {
  const message = Object.hasOwn(DOOR_MESSAGES, model) ? DOOR_MESSAGES[model] : undefined;
  if (!message) throw new Error(`nothing describes the message ${model}`);
  const examples = Object.entries(samples).map(([name, value]) => [name, { value }]);
  const content = {
    schema: { $ref: schemaRef(message.mostPerRequest > 1 ? `${model}Request` : model) },
    examples: Object.fromEntries(examples),
  };
  return { required: true, content: { 'application/json': content } };
}

const pathParameter = (name: string): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  schema: { $ref: schemaRef('Key') },
});

const queryParameter = (name: string): JsonSchema => ({
  name,
  in: 'query',
  required: false,
  schema: { $ref: schemaRef('Key') },
});

const SIGNATURE: readonly JsonSchema[] = SIGNED_HEADERS.map(([name, description]) => ({
  name,
  in: 'header',
  required: false,
  description: `Where the door has a signing secret: without it the message is quarantined. ${description}`,
  schema: { type: 'string' },
}));

/** `post /v1/iot/alerts` is `postIotAlerts`; version and parameters do not count. */
function operationId(method: string, path: string): string {
  const words = path.split('/').filter((part) => /^[a-z]+$/.test(part));
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
