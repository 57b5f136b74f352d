import { beforeAll, describe, expect, it } from '@jest/globals';
import { alertSql } from '../../lib/constructs/iot-alert-rule.ts';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, withOverrides } from '../../local/stage-settings.ts';
import { type SynthesizedApp, synthesizedApp } from '../support/synthesized-app.ts';
import { ofType } from '../support/template-walkers.ts';

const SIGNED: Override = { path: 'doors.iotAlerts.auth', value: 'iam' };
const iot = (value: object): readonly Override[] => [{ path: 'iot', value }, SIGNED];

/** The properties of the only resource of a type. */
function only({ resources }: SynthesizedApp, type: string): Readonly<Record<string, unknown>> {
  const found = ofType(resources, type);
  expect(found).toHaveLength(1);
  return found[0]!.properties;
}

describe('a stage that names no topic of IoT Core', () => {
  it('has no rule, no destination and no open door', () => {
    const { resources } = synthesizedApp('dev');

    expect(resources.filter(({ type }) => type.startsWith('AWS::IoT::'))).toEqual([]);
    expect(methodsWithoutAuth(resources)).toEqual([]);
  });
});

describe('the rule of IoT Core', () => {
  let https: SynthesizedApp;
  let sqs: SynthesizedApp;
  beforeAll(() => {
    https = synthesizedApp('dev', iot({}));
    sqs = synthesizedApp('dev', iot({ delivery: 'sqs' }));
  });

  it('makes the alert of guide 002, keyed by the sensor’s own count', () => {
    expect(alertSql('dt/alerts')).toBe(
      "SELECT concat('sensor-evt-', topic(3), '-', cast(seq AS String)) AS idempotencyKey, " +
        'topic(3) AS sensorId, customerId AS customerId, alertType AS alertType, ' +
        `parse_time("yyyy-MM-dd'T'HH:mm:ss'Z'", timestamp()) AS timestamp, ` +
        "{'currentValue': value, 'threshold': threshold, 'unit': unit} AS telemetryData " +
        "FROM 'dt/alerts/+' WHERE value >= threshold",
    );
    expect(alertSql('plant')).toContain('topic(2) AS sensorId');
    expect(only(https, 'AWS::IoT::TopicRule')).toMatchObject({
      TopicRulePayload: {
        Sql: alertSql('dt/alerts'),
        AwsIotSqlVersion: '2016-03-23',
        RuleDisabled: false,
      },
    });
  });

  it('signs its requests, does not share them, and keeps what cannot be handed over', () => {
    const { TopicRulePayload: payload } = only(https, 'AWS::IoT::TopicRule');

    expect(payload).toMatchObject({
      Actions: [
        {
          Http: {
            Auth: { Sigv4: { ServiceName: 'execute-api', SigningRegion: { Ref: 'AWS::Region' } } },
            EnableBatching: false,
          },
        },
      ],
      ErrorAction: { Sqs: { UseBase64: false } },
    });
    expect(JSON.stringify(payload)).toContain('/v1/iot/alerts');
    expect(JSON.stringify(payload)).not.toContain('BatchConfig');
  });

  it('shares requests where the stage asks for it, ten messages at most', () => {
    const { TopicRulePayload: payload } = only(
      synthesizedApp('dev', iot({ batching: true })),
      'AWS::IoT::TopicRule',
    );

    expect(payload).toMatchObject({
      Actions: [{ Http: { EnableBatching: true, BatchConfig: { MaxBatchSize: 10 } } }],
    });
  });

  it('may call the one door and leave messages in the one queue, and nothing else', () => {
    const policy = policyOf(https);

    expect(actionsIn(policy)).toEqual(['execute-api:Invoke', 'sqs:SendMessage']);
    expect(JSON.stringify(policy)).toContain('/POST/v1/iot/alerts');
    expect(actionsIn(policyOf(sqs))).toEqual(['sqs:SendMessage']);
  });

  it('asks for its confirmation at a door below which the alerts’ door is, once the doors are deployed', () => {
    const destination = only(https, 'AWS::IoT::TopicRuleDestination');

    expect(JSON.stringify(destination)).toMatch(/\/v1\/iot"/);
    expect(methodsWithoutAuth(https.resources)).toEqual(['POST /v1/iot']);
  });

  it('holds the open door to one request a second', () => {
    const stages = ofType(https.resources, 'AWS::ApiGateway::Stage').map(({ properties }) => properties);

    expect(stages.flatMap(({ MethodSettings }) => MethodSettings)).toContainEqual(
      expect.objectContaining({
        ResourcePath: '/~1v1~1iot',
        HttpMethod: 'POST',
        ThrottlingRateLimit: 1,
        ThrottlingBurstLimit: 2,
        DataTraceEnabled: false,
      }),
    );
  });

  it('raises an alarm when another destination than ours is to be confirmed', () => {
    const alarms = ofType(https.resources, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);

    expect(alarms).toContainEqual(
      expect.objectContaining({
        Dimensions: expect.arrayContaining([
          { Name: 'outcome', Value: 'destination_refused' },
          { Name: 'service', Value: 'control' },
        ]),
        Threshold: 0,
      }),
    );
  });

  it('leaves alerts straight in the queue where the stage wants it cheaper, without a door or a destination', () => {
    const { TopicRulePayload: payload } = only(sqs, 'AWS::IoT::TopicRule');

    expect(payload).toMatchObject({ Actions: [{ Sqs: { UseBase64: false } }] });
    expect(ofType(sqs.resources, 'AWS::IoT::TopicRuleDestination')).toEqual([]);
    expect(methodsWithoutAuth(sqs.resources)).toEqual([]);
  });
});

describe('settings of IoT Core that do not fit', () => {
  const problems = (changes: readonly Override[]) => () =>
    parseStage('dev', withOverrides(cdkContext().stages.dev ?? {}, changes));

  it.each([
    [
      [
        { path: 'iot', value: {} },
        { path: 'doors.iotAlerts.auth', value: 'apiKey' },
      ],
      'must be iam',
    ],
    [
      [...iot({}), { path: 'doors.iotAlerts.signingSecretArn', value: 'arn:aws:secretsmanager:x' }],
      'cannot sign bodies',
    ],
    [iot({ delivery: 'sqs', batching: true }), 'only https requests can be shared'],
    [iot({ topic: 'dt/#' }), 'must be a topic without wildcards'],
    [iot({ topic: "x' OR '1" }), 'must be a topic without wildcards'],
  ])('%j are refused', (changes, problem) => {
    expect(problems(changes)).toThrow(problem);
  });
});

/** Methods of the doors that ask for neither a signature nor a key, as `POST /v1/iot`. */
function methodsWithoutAuth(resources: SynthesizedApp['resources']): readonly string[] {
  return ofType(resources, 'AWS::ApiGateway::Method')
    .filter(({ path }) => path.startsWith('Pipeline/Doors/'))
    .filter(({ properties }) => properties.AuthorizationType === 'NONE' && !properties.ApiKeyRequired)
    .map(({ path }) => path.replace(/^.*\/Default(\/.*)\/(\w+)\/Resource$/, '$2 $1'));
}

function policyOf({ resources }: SynthesizedApp): unknown {
  return ofType(resources, 'AWS::IAM::Role').find(({ path }) => path.includes('IotAlerts'))?.properties;
}

const actionsIn = (policy: unknown): readonly string[] =>
  [
    ...new Set(
      JSON.stringify(policy)
        .match(/(?:execute-api|sqs):\w+/g)
        ?.filter((name) => !name.endsWith(':sqs')),
    ),
  ].toSorted();
