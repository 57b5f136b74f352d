import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { callersByMethod, keysOpenOneApi, postsAreGuarded } from '../support/api-walkers.ts';
import { refusalsAreProblems } from '../support/refusal-walkers.ts';
import { type SynthesizedApp, synthesizedApp } from '../support/synthesized-app.ts';
import { changed, replaced, without } from '../support/template-mutants.ts';
import { ofType, type TemplateResource } from '../support/template-walkers.ts';

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

const WALKERS = { postsAreGuarded, keysOpenOneApi, refusalsAreProblems };
type Name = keyof typeof WALKERS;
const WALKS: readonly [string, Name][] = [
  ['judge every body first and call only a success one', 'postsAreGuarded'],
  ['have one plan and one key each, which open nothing else', 'keysOpenOneApi'],
  ['refuse in problem bodies, and say when to come back', 'refusalsAreProblems'],
];

let dev: SynthesizedApp;
let resources: readonly TemplateResource[];

beforeAll(() => {
  dev = synthesizedApp('dev');
  resources = dev.resources;
});

describe('the doors and reads of the dev stage', () => {
  it.each(WALKS)('%s', (_sentence, name) => {
    expect(WALKERS[name](resources)).toEqual([]);
  });

  it.each(WALKS)('%s: an empty template does not', (_sentence, name) => {
    expect(WALKERS[name]([])).not.toEqual([]);
  });

  it('ask for what the stage says', () => {
    expect(callersByMethod(resources)).toEqual({
      'POST /v1/alerts': 'apiKey',
      'POST /v1/iot/alerts': 'iam',
      'POST /v1/suppressions': 'apiKey',
      'DELETE /v1/suppressions': 'apiKey',
      'POST /v1/incidents': 'apiKey',
      'POST /v1/tickets': 'apiKey',
      'POST /v1/interactions': 'apiKey',
      'POST /v1/campaigns': 'apiKey',
      'GET /v1/alerts/{idempotencyKey}': 'apiKey',
      'GET /v1/telemetry/{reference}': 'apiKey',
      'GET /v1/incidents/{listing}': 'apiKey',
      'GET /v1/contacts/{contactId}': 'apiKey',
      'GET /v1/contacts/{contactId}/pop': 'apiKey',
      'GET /v1/pops/{popId}': 'anyone',
      'POST /v1/contacts': 'apiKey',
      'POST /v1/previews': 'apiKey',
      'GET /v1/previews/{contactId}/{campaignId}': 'apiKey',
      'GET /web/panel': 'anyone',
      'POST /v1/panel/session': 'anyone',
      'GET /v1/panel/customers/{customerId}/context': 'anyone',
      'GET /v1/panel/customers/{customerId}/alert': 'anyone',
      'POST /v1/panel/customers/{customerId}/disposition': 'anyone',
      'GET /web/panel/{file}': 'anyone',
      'GET /v1/overview/{view}': 'apiKey',
      'GET /web/console': 'anyone',
      'GET /web/console/{file}': 'anyone',
    });
  });

  it('are APIs of their own, so that the key of the readers opens no door, and a page has none', () => {
    const apis = ofType(resources, 'AWS::ApiGateway::RestApi').map(({ path }) => path.split('/')[1]);
    const keys = ofType(resources, 'AWS::ApiGateway::ApiKey').map(({ path }) => path.split('/')[1]);

    expect(apis.sort()).toEqual(['Doors', 'Reads', 'Web']);
    expect(keys.sort()).toEqual(['Doors', 'Reads']);
  });

  it('let AWS choose their keys', () => {
    for (const { properties } of ofType(resources, 'AWS::ApiGateway::ApiKey'))
      expect(properties).not.toHaveProperty('Value');
  });

  it('let no more through than the stage says', () => {
    const settings = ofType(resources, 'AWS::ApiGateway::Stage').map(({ properties }) => properties);

    expect(settings).toEqual([
      expect.objectContaining({ MethodSettings: [limits(200, 400)] }),
      expect.objectContaining({ MethodSettings: [limits(100, 200)] }),
      expect.objectContaining({ MethodSettings: [limits(50, 100)] }),
    ]);
  });

  it.each(['DoorsApiUrl', 'ReadsApiUrl', 'WebApiUrl'])(
    'tell the command line where they are: %s',
    (output) => {
      expect(dev.outputs.filter((name) => name.startsWith(output))).toHaveLength(1);
    },
  );
});

describe('a stage that asks otherwise', () => {
  it('gets signatures where it wants them, and no key where none is asked for', () => {
    const { resources: other } = synthesizedApp('dev', [
      { path: 'doors.alerts.auth', value: 'iam' },
      { path: 'doors.iotAlerts.auth', value: 'apiKey' },
      { path: 'doors.suppressions', value: undefined },
      { path: 'doors.incidents.auth', value: 'iam' },
      { path: 'doors.tickets.auth', value: 'iam' },
      { path: 'doors.interactions.auth', value: 'iam' },
      { path: 'doors.campaigns.auth', value: 'iam' },
      { path: 'doors.contacts.auth', value: 'iam' },
      { path: 'doors.previews.auth', value: 'iam' },
      { path: 'reads.auth', value: 'iam' },
      { path: 'panel', value: undefined },
      { path: 'console', value: undefined },
    ]);

    expect(callersByMethod(other)).toEqual({
      'POST /v1/alerts': 'iam',
      'POST /v1/iot/alerts': 'apiKey',
      'POST /v1/suppressions': 'iam',
      'DELETE /v1/suppressions': 'iam',
      'POST /v1/incidents': 'iam',
      'POST /v1/tickets': 'iam',
      'POST /v1/interactions': 'iam',
      'POST /v1/campaigns': 'iam',
      'GET /v1/alerts/{idempotencyKey}': 'iam',
      'GET /v1/telemetry/{reference}': 'iam',
      'GET /v1/incidents/{listing}': 'iam',
      'GET /v1/contacts/{contactId}': 'iam',
      'GET /v1/contacts/{contactId}/pop': 'iam',
      'GET /v1/pops/{popId}': 'anyone',
      'POST /v1/contacts': 'iam',
      'POST /v1/previews': 'iam',
      'GET /v1/previews/{contactId}/{campaignId}': 'iam',
      'GET /v1/overview/{view}': 'iam',
    });
    expect(keysOpenOneApi(other)).toEqual([]);
    expect(ofType(other, 'AWS::ApiGateway::ApiKey')).toHaveLength(1);
  });
});

describe('a template in which', () => {
  const METHOD = 'AWS::ApiGateway::Method';
  const RESPONSE = 'AWS::ApiGateway::GatewayResponse';
  const mutants: readonly [string, Name, () => readonly TemplateResource[]][] = [
    [
      'bodies are not judged',
      'postsAreGuarded',
      () => changed(resources, METHOD, ({ RequestValidatorId: _left, ...rest }) => rest),
    ],
    [
      'any content is passed on',
      'postsAreGuarded',
      () => replaced(resources, METHOD, ['"NEVER"', '"WHEN_NO_MATCH"']),
    ],
    [
      'what SQS refuses is a success',
      'postsAreGuarded',
      () => replaced(resources, METHOD, ['"SelectionPattern":"2\\\\d{2}",', '']),
    ],
    [
      'any answer of SQS is a success',
      'postsAreGuarded',
      () => replaced(resources, METHOD, ['"2\\\\d{2}"', '".*"']),
    ],
    [
      'a key opens both APIs',
      'keysOpenOneApi',
      () =>
        changed(resources, 'AWS::ApiGateway::UsagePlanKey', (properties) => ({
          ...properties,
          KeyId: { Ref: 'One' },
        })),
    ],
    [
      'there is no key to ask for',
      'keysOpenOneApi',
      () => without(resources, ({ type }) => type === 'AWS::ApiGateway::UsagePlanKey'),
    ],
    [
      'a refusal has the words of the gateway',
      'refusalsAreProblems',
      () => without(resources, ({ path }) => path.includes('ProblemTHROTTLED')),
    ],
    [
      'a refusal is no JSON',
      'refusalsAreProblems',
      () => replaced(resources, RESPONSE, ['error.validationErrorString', 'error.messageString']),
    ],
    [
      'nobody is told when to come back',
      'refusalsAreProblems',
      () => replaced(resources, RESPONSE, ['Retry-After', 'X-Later']),
    ],
  ];

  it.each(mutants)('%s does not pass: %s', (_fault, name, mutant) => {
    expect(WALKERS[name](mutant())).not.toEqual([]);
  });
});

const limits = (ratePerSecond: number, burst: number) =>
  expect.objectContaining({
    ResourcePath: '/*',
    HttpMethod: '*',
    ThrottlingRateLimit: ratePerSecond,
    ThrottlingBurstLimit: burst,
    DataTraceEnabled: false,
  });
