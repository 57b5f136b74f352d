import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Archive } from '../../functions/adapters/s3-archive.ts';
import { BearerToken, secret } from '../../functions/adapters/secrets.ts';
import { sqsOutbox } from '../../functions/adapters/sqs-outbox.ts';
import { DialRequest } from '../../functions/messages/alert-facts.ts';
import type { Archive } from '../../functions/ports/archive.ts';
import { alertFacts, complianceRequest, dialRequest, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { fakeArchive } from '../support/fake-archive.ts';
import { type FakeAws, startFakeAws } from '../support/fake-aws.ts';
import { fakeClock } from '../support/fake-clock.ts';

const BUCKET = 'archive';
const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:crm';
const secrets: Record<string, string> = {};
const TELEMETRY = {
  sensorId: 'sensor-1',
  alertType: 'temp_critical',
  timestamp: TUESDAY_10,
  telemetryData: { currentValue: 91.5, threshold: 80, unit: 'celsius', deep: { a: [1, null, 'ü'] } },
};

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws(secrets);
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(() => aws.stop());

describe.each<[string, () => Archive]>([
  ['the fake', fakeArchive],
  ['S3', () => s3Archive(BUCKET)],
])('the archive: %s', (name, make) => {
  const reference = `telemetry of ${name}/1`;

  it('gives back the telemetry it keeps, however often it is kept', async () => {
    const archive = make();

    await archive.keepTelemetry(reference, TELEMETRY);
    await archive.keepTelemetry(reference, TELEMETRY);

    expect(await archive.readTelemetry(reference)).toEqual(TELEMETRY);
  });

  it('knows nothing under another reference', async () => {
    expect(await make().readTelemetry('nothing')).toBeUndefined();
  });

  it('keeps quarantined text apart from telemetry', async () => {
    const archive = make();

    await archive.keepQuarantined('key/hash', '{}');

    expect(await archive.readTelemetry('key/hash')).toBeUndefined();
  });
});

describe('S3', () => {
  it('keeps each kind under its own prefix', async () => {
    await s3Archive(BUCKET).keepQuarantined('a key/hash', '{}');

    const { Contents = [] } = await new S3Client({ forcePathStyle: true }).send(
      new ListObjectsV2Command({ Bucket: BUCKET }),
    );
    const prefixes = new Set(Contents.map(({ Key = '' }) => Key.split('/')[0]));
    expect([...prefixes].toSorted()).toEqual(['quarantine', 'telemetry']);
  });

  it('that fails for good is transient', async () => {
    aws.failNext(503, 3);

    await expect(s3Archive(BUCKET).keepQuarantined('k', '{}')).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'archive_unavailable',
    });
  });
});

describe('the outbox on SQS', () => {
  const client = () => new SQSClient({ useQueueUrlAsEndpoint: false });
  async function queue(name: string): Promise<string> {
    const { QueueUrl = '' } = await client().send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  }
  async function received(url: string): Promise<unknown[]> {
    const { Messages = [] } = await client().send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = '' }) => JSON.parse(Body));
  }

  it('leaves a message in the lane of its alert, as its worker reads it', async () => {
    const lanes = { critical: await queue('dial-critical'), standard: await queue('dial-standard') };
    const request = dialRequest({ alert: alertFacts({ severity: 'standard' }) });

    await sqsOutbox({ dialing: lanes }).dial(request);

    expect(await received(lanes.critical)).toEqual([]);
    expect((await received(lanes.standard)).map((message) => DialRequest.parse(message))).toEqual([request]);
  });

  it('leaves each kind where it belongs', async () => {
    const [compliance, followUp] = [await queue('compliance'), await queue('follow-up')];
    const outbox = sqsOutbox({ compliance, followUp });

    await outbox.judge(complianceRequest());
    await outbox.followUp({ key: 'alert-1' });

    expect(await received(compliance)).toHaveLength(1);
    expect(await received(followUp)).toEqual([{ key: 'alert-1' }]);
  });

  it('delays a message as asked', async () => {
    const lanes = { critical: await queue('later-critical'), standard: await queue('later-standard') };

    await sqsOutbox({ dialing: lanes }).dial(dialRequest(), 900);

    expect(await received(lanes.critical)).toEqual([]);
    const { Attributes } = await client().send(
      new GetQueueAttributesCommand({ QueueUrl: lanes.critical, AttributeNames: ['All'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessagesDelayed).toBe('1');
  });

  it('that fails for good is transient', async () => {
    const followUp = await queue('failing');
    aws.failNext(503, 3);

    await expect(sqsOutbox({ followUp }).followUp({ key: 'a' })).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'queue_unavailable',
    });
  });

  it('without the queue is a defect of the wiring', async () => {
    await expect(sqsOutbox({}).followUp({ key: 'a' })).rejects.toThrow('no queue of follow-up');
  });
});

describe('a secret', () => {
  const clock = fakeClock(TUESDAY_10);
  const token = () => secret(ARN, BearerToken, () => clock.now());

  it('is read once in five minutes, or when it is asked for afresh', async () => {
    secrets[ARN] = '{"token":"one","more":1}';
    const read = token();
    expect(await read.value()).toEqual({ token: 'one' });

    secrets[ARN] = '{"token":"two"}';
    const kept = await read.value();
    const fresh = await read.value(true);
    secrets[ARN] = '{"token":"three"}';
    clock.advance(5 * MINUTE);

    expect([kept, fresh, await read.value()].map(({ token: text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['is not JSON', 'hush-hush'],
    ['lacks what we need', '{"password":"hush-hush"}'],
    ['is empty', '{"token":""}'],
  ])('that %s is transient, and its text is not told', async (_, text) => {
    secrets[ARN] = text;

    const error: unknown = await token()
      .value()
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'TransientError', reason: 'secret_malformed' });
    expect(String(error)).not.toContain('hush');
  });

  it('that does not exist is transient: a person can mend it', async () => {
    const missing = secret(`${ARN}-missing`, BearerToken, () => clock.now());

    await expect(missing.value()).rejects.toMatchObject({ name: 'TransientError', reason: 'secret_missing' });
  });

  it('store that fails is transient', async () => {
    aws.failNext(500, 3);

    await expect(token().value()).rejects.toMatchObject({ reason: 'secret_unavailable' });
  });
});
