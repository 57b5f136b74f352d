import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalSystem } from '../../local/system.ts';

const hole = (name: string): string => `\${${name}}`;

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;

const api = (method: Readonly<Record<string, unknown>>, more: Resources = {}): Resources => ({
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live' } },
  Method: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'POST',
      ...method,
    },
  },
  ...more,
});

const toQueue = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  Integration: {
    Type: 'AWS',
    IntegrationHttpMethod: 'POST',
    Uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/q',
    RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
    ...overrides,
  },
});

const REFUSED: readonly (readonly [string, Resources, string])[] = [
  [
    'an unknown type',
    { Stream: { Type: 'AWS::Kinesis::Stream' } },
    'S/Stream: AWS::Kinesis::Stream is not supported locally',
  ],
  [
    'an unknown property',
    { Q: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
    'S/Q (AWS::SQS::Queue): property FifoQueue is not supported locally',
  ],
  [
    'an unknown intrinsic',
    { Q: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::Length': [] } } } },
    'S/Q (AWS::SQS::Queue): intrinsic Fn::Length is not supported locally',
  ],
  [
    'an unknown attribute',
    { Q: { Type: 'AWS::SQS::Queue', Properties: { Tags: { 'Fn::GetAtt': ['Q', 'Colour'] } } } },
    'S/Q (AWS::SQS::Queue): attribute Colour of Q (AWS::SQS::Queue) is not supported locally',
  ],
  [
    'a reference to nothing',
    { B: { Type: 'AWS::S3::Bucket', Properties: { Tags: { Ref: 'Gone' } } } },
    'S/B (AWS::S3::Bucket): S has no resource, parameter or value named Gone',
  ],
  [
    'an export nobody makes',
    { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::ImportValue': 'Other:x' } } } },
    'no stack exports Other:x',
  ],
  [
    'a dynamic reference',
    { B: { Type: 'AWS::S3::Bucket', Properties: { Tags: '{{resolve:ssm:x}}' } } },
    'S/B (AWS::S3::Bucket): dynamic reference {{resolve:ssm:x}} is not supported locally',
  ],
  [
    'a function without its asset',
    {
      F: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'b', S3Key: 'gone.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
        },
      },
    },
    'S/F (AWS::Lambda::Function): asset gone.zip is not in the assembly',
  ],
  [
    'a mapping from something else',
    {
      M: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: 'arn:aws:kinesis:x', FunctionName: 'f' },
      },
    },
    'S/M (AWS::Lambda::EventSourceMapping): source arn:aws:kinesis:x is not supported locally',
  ],
  [
    'a cron schedule',
    { R: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(0 * * * ? *)' } } },
    'S/R (AWS::Events::Rule): schedule cron(0 * * * ? *) is not supported locally, only rate(...) is',
  ],
  [
    'an event pattern operator',
    { R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: [{ numeric: ['>', 1] }] } } } },
    'S/R (AWS::Events::Rule): event pattern source: {"numeric":[">",1]} is not supported locally',
  ],
  [
    'an integration elsewhere',
    api(toQueue({ Uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k' })),
    'S/Method (AWS::ApiGateway::Method): integration arn:aws:apigateway:us-east-1:s3:path/b/k is not supported locally',
  ],
  [
    'a template variable',
    api(toQueue({ RequestTemplates: { 'application/json': '$stageVariables.x' } })),
    'S/Method (AWS::ApiGateway::Method): template variable $stageVariables is not supported locally',
  ],
  [
    'a status the method does not declare',
    api(toQueue({ IntegrationResponses: [{ StatusCode: '202' }] })),
    'S/Method (AWS::ApiGateway::Method): status 202 has no method response',
  ],
  [
    'a gateway response variable',
    api(toQueue(), {
      G: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResponseType: 'THROTTLED',
          ResponseTemplates: { 'application/json': '$context.colour' },
        },
      },
    }),
    'S/G (AWS::ApiGateway::GatewayResponse): template variable $context.colour is not supported locally',
  ],
  [
    'a route two APIs share',
    {
      ...api(toQueue()),
      Api2: { Type: 'AWS::ApiGateway::RestApi' },
      Stage2: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: 'Api2' }, StageName: 'live' },
      },
      Method2: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api2' },
          ResourceId: { 'Fn::GetAtt': ['Api2', 'RootResourceId'] },
          HttpMethod: 'POST',
          ...toQueue(),
        },
      },
    },
    'S-Api and S-Api2 both answer POST /',
  ],
];

describe('a start that cannot be honest', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'local-refusals-'));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const start = (name: string, template: unknown) => {
    const assemblyDirectory = join(directory, name.replaceAll(' ', '-'));
    mkdirSync(assemblyDirectory);
    const artifacts = { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.json' } } };
    writeFileSync(join(assemblyDirectory, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
    writeFileSync(join(assemblyDirectory, 'S.json'), JSON.stringify(template));
    return startLocalSystem({ assemblyDirectory, port: 0, logDirectory: join(directory, 'logs') });
  };

  it.each(REFUSED)('stops at %s by name', async (name, Resources, message) => {
    await expect(start(name, { Resources })).rejects.toThrow(message);
  });

  it('stops at a directory that is no assembly', async () => {
    const options = { assemblyDirectory: directory, port: 0, logDirectory: directory };

    await expect(startLocalSystem(options)).rejects.toThrow(/manifest\.json cannot be read as JSON/);
  });

  it('evaluates the intrinsics it knows', async () => {
    const join_ = {
      'Fn::Join': ['-', ['q', { Ref: 'AWS::Region' }, { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }]],
    };
    const system = await start('intrinsics', {
      Parameters: { Suffix: { Type: 'String', Default: 'tail' } },
      Conditions: {
        Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
        Away: { 'Fn::Not': [{ Condition: 'Here' }] },
      },
      Rules: { Ignored: {} },
      Resources: {
        Joined: { Type: 'AWS::SQS::Queue', Properties: { QueueName: join_ } },
        Substituted: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: {
              'Fn::Sub': [`${hole('Joined.QueueName')}-${hole('Own')}-${hole('Suffix')}`, { Own: 'x' }],
            },
          },
        },
        Chosen: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: { 'Fn::If': ['Away', 'away', 'here'] },
            DelaySeconds: { Ref: 'AWS::NoValue' },
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::ImportValue': 'S:joined' }, maxReceiveCount: '3' },
          },
        },
        Absent: { Type: 'AWS::SQS::Queue', Condition: 'Away' },
        Ignored: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Unknown': 1 } } },
      },
      Outputs: {
        Out: {
          Value: { 'Fn::GetAtt': 'Joined.Arn' },
          Export: { Name: { 'Fn::Sub': `${hole('AWS::StackName')}:joined` } },
        },
      },
    });

    const names = system.resources.map(({ name }) => name);
    const arn = system.resource('AWS::SQS::Queue', 'Joined').arn;
    await system.stop();

    expect(names).toEqual(['q-us-east-1-b', 'q-us-east-1-b-x-tail', 'here']);
    expect(arn).toBe('arn:aws:sqs:us-east-1:000000000000:q-us-east-1-b');
  });
});
