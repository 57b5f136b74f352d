import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, aws_apigateway as apigw, aws_iam as iam, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import { z } from 'zod';
import type { LocalSystem } from '../../local/system.ts';
import { type Workshop, workshop } from './local-app.ts';

const SCHEMA = {
  type: apigw.JsonSchemaType.OBJECT,
  required: ['name', 'price'],
  properties: {
    name: { type: apigw.JsonSchemaType.STRING, minLength: 1, maxLength: 5, pattern: '^[a-z]*$' },
    price: { type: apigw.JsonSchemaType.NUMBER },
    kind: { type: apigw.JsonSchemaType.STRING, enum: ['a', 'b'] },
    tags: { type: apigw.JsonSchemaType.ARRAY, maxItems: 2, items: { type: apigw.JsonSchemaType.STRING } },
  },
};

const TEMPLATE = [
  'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
  '&MessageAttribute.1.Name=edgeId&MessageAttribute.1.Value.DataType=String',
  '&MessageAttribute.1.Value.StringValue=$util.urlEncode($context.extendedRequestId)',
  "#if($input.params('webhook-id') != '')&MessageAttribute.2.Name=webhookId&MessageAttribute.2.Value.DataType=String",
  "&MessageAttribute.2.Value.StringValue=$util.urlEncode($input.params().header.get('webhook-id'))#end",
].join('');

const problem = '{"title":"$context.error.responseType","detail":"$context.error.validationErrorString"}';

function toQueue(scope: Stack, queue: sqs.Queue): apigw.AwsIntegration {
  const role = new iam.Role(scope, `${queue.node.id}Role`, {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
  });
  return new apigw.AwsIntegration({
    service: 'sqs',
    path: `${scope.account}/${queue.queueName}`,
    options: {
      credentialsRole: role,
      passthroughBehavior: apigw.PassthroughBehavior.NEVER,
      requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
      requestTemplates: { 'application/json': TEMPLATE },
      integrationResponses: [
        {
          statusCode: '202',
          selectionPattern: '2\\d{2}',
          responseTemplates: {
            'application/json': '{"status":"accepted","requestId":"$context.extendedRequestId"}',
          },
        },
        {
          statusCode: '413',
          selectionPattern: '400',
          responseParameters: { 'method.response.header.Content-Type': "'application/problem+json'" },
          responseTemplates: { 'application/json': '{"title":"$input.path(\'$.Error.Code\')"}' },
        },
        { statusCode: '503' },
      ],
    },
  });
}

const RESPONSES = [
  { statusCode: '202' },
  { statusCode: '413', responseParameters: { 'method.response.header.Content-Type': true } },
  { statusCode: '503' },
];

function build(shop: Workshop, app: App): void {
  const state = new Stack(app, 'State');
  const pipeline = new Stack(app, 'Pipeline');
  const intake = new sqs.Queue(state, 'Intake');
  const small = new sqs.Queue(pipeline, 'Small', { maxMessageSizeBytes: 1024 });
  const api = new apigw.RestApi(pipeline, 'Doors', {
    cloudWatchRole: false,
    deployOptions: {
      throttlingRateLimit: 1000,
      throttlingBurstLimit: 1000,
      methodOptions: { '/v1/slow/POST': { throttlingRateLimit: 0.001, throttlingBurstLimit: 2 } },
    },
  });
  api.addGatewayResponse('Body', {
    type: apigw.ResponseType.BAD_REQUEST_BODY,
    responseHeaders: { 'Content-Type': "'application/problem+json'" },
    templates: { 'application/json': problem },
  });
  api.addGatewayResponse('Throttled', {
    type: apigw.ResponseType.THROTTLED,
    responseHeaders: { 'Retry-After': "'7'" },
    templates: { 'application/json': '{"title":$context.error.messageString,"id":"$context.requestId"}' },
  });
  const model = api.addModel('Item', { schema: SCHEMA });
  const validator = api.addRequestValidator('Validator', { validateRequestBody: true });
  const v1 = api.root.addResource('v1');
  const keyed = { apiKeyRequired: true, methodResponses: RESPONSES };
  v1.addResource('items').addMethod('POST', toQueue(pipeline, intake), {
    ...keyed,
    requestModels: { 'application/json': model },
    requestValidator: validator,
  });
  v1.addResource('small').addMethod('POST', toQueue(pipeline, small), keyed);
  const slow = v1.addResource('slow');
  slow.addMethod('POST', new apigw.LambdaIntegration(shop.fn(pipeline, 'Slow', READ)), {});
  const plan = api.addUsagePlan('Plan', {
    apiStages: [{ stage: api.deploymentStage }],
    throttle: { rateLimit: 500, burstLimit: 500 },
  });
  plan.addApiKey(api.addApiKey('Key', { value: 'key-of-the-senders-012' }));
  reads(shop, pipeline);
}

const READ = `export const handler = async (event) => {
  if (event.pathParameters?.id === 'broken') return { body: 'no status' };
  if (event.pathParameters?.id === 'thrown') throw new Error('no');
  return { statusCode: 201, headers: { 'X-Own': 'yes' }, body: JSON.stringify(event) };
};`;

function reads(shop: Workshop, pipeline: Stack): void {
  const api = new apigw.RestApi(pipeline, 'Reads', { cloudWatchRole: false });
  const integration = new apigw.LambdaIntegration(shop.fn(pipeline, 'Read', READ));
  const items = api.root.addResource('v1').addResource('items');
  items.addResource('{id}').addMethod('GET', integration, { apiKeyRequired: true });
  items
    .addResource('latest')
    .addMethod('GET', integration, { authorizationType: apigw.AuthorizationType.IAM });
  const plan = api.addUsagePlan('ReadPlan', {
    apiStages: [{ stage: api.deploymentStage }],
    throttle: { rateLimit: 0.001, burstLimit: 5 },
  });
  plan.addApiKey(api.addApiKey('ReadKey', { value: 'key-of-the-readers-012' }));
}

describe('the local door', () => {
  let shop: Workshop;
  let system: LocalSystem;
  let client: SQSClient;

  beforeAll(async () => {
    shop = workshop(build);
    system = await shop.start();
    const { AWS_ENDPOINT_URL_SQS: endpoint = '' } = system.awsEnvironment();
    client = new SQSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
    });
  }, 300_000);

  afterAll(async () => {
    client?.destroy();
    await shop?.close();
  });

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${system.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-api-key': 'key-of-the-senders-012', ...headers },
    });

  it('accepts a valid body and queues its text byte for byte, with the edge id', async () => {
    const body =
      '{ "name":"abc", "price": 1.50, "note":"it\'s 100% \\"é\\" & ünïcode + 😀 \\u00e9 <$input.body> #if" }\n';

    const response = await post('/v1/items', body, { 'webhook-id': 'msg 1/ü' });

    expect(response.status).toBe(202);
    const answer = z.object({ status: z.string(), requestId: z.string() }).parse(await response.json());
    expect(answer).toEqual({ status: 'accepted', requestId: response.headers.get('x-amz-apigw-id') });
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: system.resource('AWS::SQS::Queue', 'State/Intake').url,
        MessageAttributeNames: ['All'],
      }),
    );
    expect(Messages?.map(({ Body }) => Body)).toEqual([body]);
    expect(Messages?.[0]?.MessageAttributes?.edgeId?.StringValue).toBe(answer.requestId);
    expect(Messages?.[0]?.MessageAttributes?.webhookId?.StringValue).toBe('msg 1/ü');
  });

  it.each([
    ['{}', '[object has missing required properties (["name","price"])]'],
    ['', '[object has missing required properties (["name","price"])]'],
    ['[]', '[instance type (array) does not match any allowed primitive type (allowed: ["object"])]'],
    [
      '{"name":"a","price":"1"}',
      '[instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])]',
    ],
    ['{"name":"B","price":1}', '[ECMA 262 regex "^[a-z]*$" does not match input string "B"]'],
    ['{"name":"abcdef","price":1}', '[string "abcdef" is too long (length: 6, maximum allowed: 5)]'],
    ['{"name":"","price":1}', '[string "" is too short (length: 0, required minimum: 1)]'],
    [
      '{"name":"a","price":1,"kind":"x"}',
      '[instance value ("x") not found in enum (possible values: ["a","b"])]',
    ],
    [
      '{"name":"a","price":1,"tags":["1","2","3"]}',
      '[array is too long: must have at most 2 elements but instance has 3 elements]',
    ],
    [
      '{"name":"ABCDEF","price":true}',
      '[string "ABCDEF" is too long (length: 6, maximum allowed: 5), ECMA 262 regex "^[a-z]*$" does not match input string "ABCDEF", instance type (boolean) does not match any allowed primitive type (allowed: ["integer","number"])]',
    ],
  ])("refuses %s in the gateway's words", async (body, detail) => {
    const response = await post('/v1/items', body);

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({ title: 'BAD_REQUEST_BODY', detail });
  });

  it('refuses what is no JSON', async () => {
    const response = await post('/v1/items', '{"name":');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ title: 'BAD_REQUEST_BODY' });
  });

  it('answers 403 without a key, with a wrong one, and with the key of another API', async () => {
    const responses = await Promise.all(
      ['', 'wrong', 'key-of-the-readers-012'].map((key) => post('/v1/items', '{}', { 'x-api-key': key })),
    );

    expect(responses.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await responses[0]?.json()).toEqual({ message: 'Forbidden' });
    expect(responses[0]?.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
  });

  it('answers 403 with the missing token message where nothing is mounted', async () => {
    const response = await post('/v1/nothing', '{}');

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
  });

  it('answers 413 above ten megabytes, and when the queue takes no message that large', async () => {
    const huge = await post('/v1/items', JSON.stringify({ name: 'a'.repeat(10 * 1024 * 1024) }));
    const large = await post('/v1/small', JSON.stringify({ name: 'a'.repeat(2000) }));

    expect(huge.status).toBe(413);
    expect(large.status).toBe(413);
    expect(large.headers.get('content-type')).toBe('application/problem+json');
    expect(await large.json()).toEqual({ title: 'InvalidParameterValue' });
  });

  it('answers 415 to a content type without a template, and takes parameters of the type', async () => {
    const text = await post('/v1/items', 'hello', { 'content-type': 'text/plain' });
    const charset = await post('/v1/small', '{}', { 'content-type': 'application/json; charset=utf-8' });

    expect(text.status).toBe(415);
    expect(charset.status).toBe(202);
  });

  it('answers 429 with Retry-After when a method is called too often', async () => {
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let count = 0; count < 3; count += 1) {
      last = await post('/v1/slow', '{}');
      statuses.push(last.status);
    }

    expect(statuses).toEqual([201, 201, 429]);
    expect(last?.headers.get('retry-after')).toBe('7');
    expect(await last?.json()).toEqual({
      title: 'Too Many Requests',
      id: last?.headers.get('x-amzn-requestid'),
    });
  });

  const get = (path: string, headers: Record<string, string> = { 'x-api-key': 'key-of-the-readers-012' }) =>
    fetch(`${system.url}${path}`, { headers });

  it('hands a read to its function as a proxy event and returns what it answers', async () => {
    const response = await get('/v1/items/a%2Fb?x=1&x=2');

    expect(response.status).toBe(201);
    expect(response.headers.get('x-own')).toBe('yes');
    expect(await response.json()).toMatchObject({
      resource: '/v1/items/{id}',
      path: '/v1/items/a%2Fb',
      httpMethod: 'GET',
      pathParameters: { id: 'a/b' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      body: null,
      requestContext: { stage: 'prod', requestId: response.headers.get('x-amzn-requestid') },
    });
  });

  it('answers 502 when the function fails or answers in another shape', async () => {
    const [broken, thrown] = await Promise.all([get('/v1/items/broken'), get('/v1/items/thrown')]);

    expect([broken.status, thrown.status]).toEqual([502, 502]);
    expect(await broken.json()).toEqual({ message: 'Internal server error' });
  });

  it('takes only signed requests where IAM is asked for', async () => {
    const scope = 'AKIDEXAMPLE/20260101/us-east-1/execute-api/aws4_request';
    const signed = await get('/v1/items/latest', {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0a1b`,
    });
    const unsigned = await get('/v1/items/latest');

    expect(signed.status).toBe(201);
    expect(unsigned.status).toBe(403);
  });

  it("counts requests against the usage plan's limit of the key", async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await get('/v1/items/1')).status);

    expect(statuses.at(-1)).toBe(429);
  });

  it('answers hundreds of requests a second', async () => {
    const started = Date.now();
    const statuses = new Set<number>();
    for (let round = 0; round < 10; round += 1) {
      const responses = await Promise.all(Array.from({ length: 40 }, () => post('/v1/small', '{"a":1}')));
      for (const { status } of responses) statuses.add(status);
    }

    expect([...statuses]).toEqual([202]);
    expect(400 / ((Date.now() - started) / 1000)).toBeGreaterThan(200);
  });
});
