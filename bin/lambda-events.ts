import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionName } from '../lib/workflow.ts';

/** Reads a sample of `events/` by its name, e.g. `sensor-alert`. @throws {Error} there is none */
export type ReadSample = (name: string) => unknown;

const EVENTS = join(import.meta.dirname, '../events');

/** Samples as they lie in `events/`. */
export const sampleOf: ReadSample = (name) => {
  const file = join(EVENTS, `${name}.json`);
  if (!existsSync(file)) throw new Error(`events/${name}.json is missing`);
  return JSON.parse(readFileSync(file, 'utf8'));
};

/** How a function is started: by messages, by a request, or by the clock. */
type Start =
  | { readonly by: 'messages'; readonly samples: readonly string[] }
  | {
      readonly by: 'request';
      readonly method: 'GET' | 'POST';
      readonly resource: string;
      readonly path: Readonly<Record<string, string>>;
      readonly sample?: string;
    }
  | { readonly by: 'clock' };

const messages = (...samples: readonly string[]): Start => ({ by: 'messages', samples });
const read = (resource: string, path: Readonly<Record<string, string>>): Start => ({
  by: 'request',
  method: 'GET',
  resource,
  path,
});

/** By function: what starts it, made of the samples of the messages it takes. */
const STARTS: Readonly<Record<FunctionName, Start>> = {
  admission: messages('sensor-alert', 'sensor-alerts'),
  enrichment: messages('enrichment-request'),
  compliance: messages('compliance-request'),
  dialing: messages('dial-request'),
  'follow-up': messages('follow-up-request', 'mass-event-request', 'check-sensor-request'),
  recovery: { by: 'clock' },
  observation: { by: 'clock' },
  story: read('/v1/alerts/{idempotencyKey}', { idempotencyKey: 'sensor-evt-89234-1715629384' }),
  suppressions: {
    by: 'request',
    method: 'POST',
    resource: '/v1/suppressions',
    path: {},
    sample: 'suppression',
  },
  control: messages('control-request'),
  telemetry: read('/v1/telemetry/{reference}', { reference: 'b1946ac92492d2347c6235b4d2611184' }),
  ticketing: messages('telephony-event', 'ticket-change', 'measurement-batch'),
  incidents: read('/v1/incidents/{listing}', { listing: 'open' }),
  segmentation: messages('interaction-completed', 'update-due-request'),
  completion: messages('conversation-event', 'settle-request'),
  reminder: { by: 'clock' },
  context: read('/v1/contacts/{contactId}', { contactId: 'CUST-9981' }),
  refresh: messages('refresh-request', 'preview-event', 'contact-change'),
  analytics: messages('campaign-event', 'campaign-change', 'advance-request', 'carry-result'),
  courier: messages('carry-request'),
  'report-notice': messages('report-notice-request'),
  preview: messages('preview-contacts', 'preview-look', 'preview-sweep'),
  'preview-story': read('/v1/previews/{contactId}/{campaignId}', {
    contactId: 'CRM_100293848',
    campaignId: '12345678-90ab-cdef-1234-567890abcdef',
  }),
  pop: read('/v1/pops/{popId}', { popId: 'b1946ac92492d2347c6235b4d2611184' }),
  'web-pages': read('/web/panel', {}),
  overview: read('/v1/overview/{view}', { view: 'now' }),
  panel: {
    by: 'request',
    method: 'POST',
    resource: '/v1/panel/session',
    path: {},
    sample: 'panel-session-request',
  },
};

/** When the events happened: long ago, and always the same. */
const AT = Date.UTC(2026, 0, 15, 15, 0, 0);
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

/** The event with which Lambda starts a function, ready for `sam local invoke` and for `invoke`. Always the same. */
export function lambdaEvent(name: FunctionName, sample: ReadSample = sampleOf): object {
  const start = STARTS[name];
  switch (start.by) {
    case 'messages':
      return { Records: start.samples.map((one) => record(name, one, sample(one))) };
    case 'request':
      return request(start, start.sample === undefined ? null : JSON.stringify(sample(start.sample)));
    case 'clock':
      return clock(name);
    default:
      return start satisfies never;
  }
}

/** A message as SQS hands it over. (Lambda developer guide, "Using Lambda with Amazon SQS") */
function record(name: FunctionName, sampleName: string, body: unknown): object {
  const text = JSON.stringify(body);
  const id = createHash('sha256').update(sampleName).digest('hex');
  const attribute = (value: string) => ({
    stringValue: value,
    stringListValues: [],
    binaryListValues: [],
    dataType: 'String',
  });
  return {
    messageId: [8, 12, 16, 20, 32].map((end, nth, ends) => id.slice(ends[nth - 1] ?? 0, end)).join('-'),
    receiptHandle: id.slice(32),
    body: text,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(AT),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(AT),
    },
    messageAttributes: { edgeId: attribute(`event-${sampleName}`), receivedAt: attribute(String(AT)) },
    md5OfBody: createHash('md5').update(text).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
    awsRegion: REGION,
  };
}

/** A request as API Gateway hands it over, payload version 1.0. */
function request({ method, resource, path }: Extract<Start, { by: 'request' }>, body: string | null): object {
  const asked = resource.replace(/\{(\w+)\}/g, (_, parameter) => path[parameter] ?? '');
  return {
    resource,
    path: asked,
    httpMethod: method,
    headers: { 'content-type': 'application/json' },
    multiValueHeaders: { 'content-type': ['application/json'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: Object.keys(path).length === 0 ? null : path,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT,
      httpMethod: method,
      path: asked,
      resourcePath: resource,
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: AT,
      stage: 'v1',
    },
    body,
    isBase64Encoded: false,
  };
}

/** A start by the clock, as EventBridge hands it over. */
const clock = (name: FunctionName): object => ({
  version: '0',
  id: 'cdc73f9d-aea9-11e3-9d5a-835b769c0d9c',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: new Date(AT).toISOString(),
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`],
  detail: {},
});

/** The logical id of a function in a template, as its folder's name spells it. @throws {Error} none or several */
export function logicalIdOf(name: FunctionName, logicalIds: readonly string[]): string {
  const spelled = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const [only, ...more] = logicalIds.filter((id) => new RegExp(`^${spelled}Function[0-9A-F]{8}$`).test(id));
  if (only === undefined || more.length > 0) throw new Error(`the template has no one function ${spelled}`);
  return only;
}
