import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  Duration,
  aws_dynamodb as dynamodb,
  aws_events as events,
  aws_lambda as lambda,
  Stack,
  aws_s3 as s3,
  aws_sqs as sqs,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { buildSync } from 'esbuild';
import type { LocalSystem } from '../../local/system.ts';
import { type Workshop, workshop } from './local-app.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:crm-AbCdEf';

const STORING = `
import { DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const { TABLE: TableName, BUCKET: Bucket, QUEUE: QueueUrl } = process.env;
const dynamodb = new DynamoDBClient({}), s3 = new S3Client({}), secrets = new SecretsManagerClient({}), sqs = new SQSClient({});
export const handler = async ({ key, body, secretArn }) => {
  const Item = { pk: { S: 'ALERT#' + key }, shard: { S: '1' }, nextAt: { S: '2026-01-01' } };
  await dynamodb.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  await dynamodb.send(new UpdateItemCommand({ TableName, Key: { pk: Item.pk }, UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': { N: '1' } } }));
  const due = await dynamodb.send(new QueryCommand({ TableName, IndexName: 'due', KeyConditionExpression: '#s = :s AND nextAt <= :t', ExpressionAttributeNames: { '#s': 'shard' }, ExpressionAttributeValues: { ':s': { S: '1' }, ':t': { S: '2027' } } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'telemetry/' + key, Body: body }));
  const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'telemetry/' + key }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return { due: due.Items, stored: await object.Body.transformToString(), secret: secret.SecretString };
};`;

const ECHO = "export const handler = async (event) => { console.log('EVENT ' + JSON.stringify(event)); };";

function clientOf(system: LocalSystem) {
  const { AWS_ENDPOINT_URL_SQS: endpoint = '', AWS_REGION: region = '' } = system.awsEnvironment();
  const options = { endpoint, region, credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' } };
  const clients = { sqs: new SQSClient(options), s3: new S3Client(options) };
  return {
    ...clients,
    destroy: () => {
      clients.sqs.destroy();
      clients.s3.destroy();
    },
  };
}

function bundled(shop: Workshop, source: string): lambda.Code {
  const directory = join(shop.directory, 'bundle');
  mkdirSync(directory);
  const banner =
    "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);";
  const options = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: banner },
  } as const;
  const stdin = { contents: source, resolveDir: import.meta.dirname };
  buildSync({ ...options, stdin, outfile: join(directory, 'index.mjs') });
  return lambda.Code.fromAsset(directory);
}

function build(shop: Workshop, app: App): void {
  const state = new Stack(app, 'State');
  const pipeline = new Stack(app, 'Pipeline');
  const table = new dynamodb.Table(state, 'Ledger', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
  });
  table.addGlobalSecondaryIndex({
    indexName: 'due',
    partitionKey: { name: 'shard', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'nextAt', type: dynamodb.AttributeType.STRING },
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  });
  const bucket = new s3.Bucket(state, 'Archive', { enforceSSL: true });
  const queue = new sqs.Queue(pipeline, 'Events', { enforceSSL: true });
  const storing = shop.fn(pipeline, 'Storing', STORING, {
    functionName: 'storing',
    code: bundled(shop, STORING),
    timeout: Duration.seconds(20),
    environment: { TABLE: table.tableName, BUCKET: bucket.bucketName, QUEUE: queue.queueUrl },
  });
  table.grantReadWriteData(storing);
  bucket.grantReadWrite(storing);
  queue.grantSendMessages(storing);
  const echo = shop.fn(pipeline, 'Echo', ECHO, { functionName: 'echo' });
  new events.Rule(pipeline, 'Minutely', {
    schedule: events.Schedule.rate(Duration.minutes(1)),
    targets: [new targets.LambdaFunction(echo)],
  });
  new events.Rule(pipeline, 'Conversations', {
    eventPattern: { source: ['genesys'], detailType: events.Match.prefix('v2.conversations.') },
    targets: [
      new targets.SqsQueue(queue, { message: events.RuleTargetInput.fromEventPath('$.detail') }),
      new targets.LambdaFunction(echo),
    ],
  });
}

describe('the local system', () => {
  let shop: Workshop;
  let system: LocalSystem;

  beforeAll(async () => {
    shop = workshop(build);
    system = await shop.start({
      secrets: { [SECRET_ARN]: '{"token":"local"}' },
      extras: (request, response) => {
        if (request.url !== '/__faults') return false;
        response.end(`${request.method} faults`);
        return true;
      },
    });
  }, 300_000);

  afterAll(() => shop?.close());

  const echoed = (): readonly Readonly<Record<string, unknown>>[] =>
    readFileSync(join(shop.logDirectory, 'echo.log'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('EVENT '))
      .map((line) => JSON.parse(line.slice('EVENT '.length)));

  it('lets a function reach its table, bucket, queue and secret across stacks, and records each call', async () => {
    const from = system.engineCalls().length;

    const answer = await system.invoke('storing', { key: 'k 1', body: 'é😀', secretArn: SECRET_ARN });

    expect(answer).toEqual({
      due: [{ pk: { S: 'ALERT#k 1' }, shard: { S: '1' }, nextAt: { S: '2026-01-01' } }],
      stored: 'é😀',
      secret: '{"token":"local"}',
    });
    const table = system.resource('AWS::DynamoDB::Table', 'Ledger').name;
    const object = `${system.resource('AWS::S3::Bucket', 'State/Archive').name}/telemetry/k 1`;
    const own = system
      .engineCalls()
      .slice(from)
      .filter(({ functionName }) => functionName === 'storing');
    expect(
      own.map(({ service, action, resource, leadingKeys }) => [service, action, resource, leadingKeys]),
    ).toEqual([
      ['dynamodb', 'PutItem', table, ['ALERT#k 1']],
      ['dynamodb', 'UpdateItem', table, ['ALERT#k 1']],
      ['dynamodb', 'Query', `${table}/index/due`, ['1']],
      ['s3', 'PutObject', object, []],
      ['s3', 'GetObject', object, []],
      ['sqs', 'SendMessage', system.resource('AWS::SQS::Queue', 'Events').name, []],
      ['secretsmanager', 'GetSecretValue', SECRET_ARN, []],
    ]);
  });

  it('answers an unknown secret as Secrets Manager does', async () => {
    await expect(
      system.invoke('storing', { key: 'k2', body: 'x', secretArn: 'arn:other' }),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it("fires a schedule with EventBridge's event", async () => {
    const rule = system.resource('AWS::Events::Rule', 'Minutely');

    await system.fireSchedule(rule.name);

    expect(echoed().at(-1)).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [rule.arn],
      detail: {},
    });
    await expect(system.fireSchedule('none')).rejects.toThrow('no enabled schedule is named none');
  });

  it('routes an event to the targets of the rules it matches', async () => {
    const detail = { id: 'c-1' };

    const matched = await system.putEvent({ source: 'genesys', detailType: 'v2.conversations.x', detail });
    const unmatched = await Promise.all([
      system.putEvent({ source: 'genesys', detailType: 'v2.other', detail }),
      system.putEvent({ source: 'genesys', detailType: 'v2.conversations.x', detail, busName: 'partner' }),
    ]);

    expect(matched).toEqual([system.resource('AWS::Events::Rule', 'Conversations').name]);
    expect(unmatched).toEqual([[], []]);
    expect(echoed().at(-1)).toMatchObject({ 'detail-type': 'v2.conversations.x', detail });
  });

  it('serves extra routes beside the APIs', async () => {
    const faults = await fetch(`${system.url}/__faults`, { method: 'PUT' });

    expect(await faults.text()).toBe('PUT faults');
    expect((await fetch(`${system.url}/__other`)).status).toBe(404);
  });

  it('names the resources it was asked for, and what there is when it has none', () => {
    expect(system.functionNames).toEqual(['storing', 'echo']);
    expect(() => system.resource('AWS::SQS::Queue', 'Absent')).toThrow(/0 resources .* Pipeline\/Events/);
  });

  it('says in one line that a port is taken, and leaves nothing running', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const failure = await shop.start({ port }).catch((error: unknown) => error);

    blocker.close();
    expect(failure).toEqual(new Error(`port ${port} is taken`));
  });

  it('keeps queues, tables and buckets in its data directory', async () => {
    const dataDirectory = join(shop.directory, 'data');
    const secrets = { [SECRET_ARN]: 's' };
    const first = await shop.start({ dataDirectory, secrets });
    await first.invoke('storing', { key: 'kept', body: '1', secretArn: SECRET_ARN });
    await first.stop();

    const second = await shop.start({ dataDirectory, secrets });

    const again = second.invoke('storing', { key: 'kept', body: '2', secretArn: SECRET_ARN });
    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const client = clientOf(second);
    const { Messages } = await client.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: second.resource('AWS::SQS::Queue', 'Events').url }),
    );
    const Bucket = second.resource('AWS::S3::Bucket', 'Archive').name;
    const object = await client.s3.send(new GetObjectCommand({ Bucket, Key: 'telemetry/kept' }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['1']);
    expect(await object.Body?.transformToString()).toBe('1');
    client.destroy();
    await second.stop();
  });

  it('lets its process end by itself after a stop', async () => {
    const script = join(shop.directory, 'start-and-stop.ts');
    const entry = new URL('../../local/system.ts', import.meta.url).href;
    const options = { assemblyDirectory: shop.assemblyDirectory, logDirectory: shop.logDirectory, port: 0 };
    writeFileSync(
      script,
      `import { startLocalSystem } from '${entry}';
       const system = await startLocalSystem(${JSON.stringify(options)});
       await system.invoke('echo', {});
       await system.stop();
       console.log('stopped');`,
    );

    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, 'close');

    expect([code, output]).toEqual([0, 'stopped\n']);
  });
});
