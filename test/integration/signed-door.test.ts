import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { signatureOf } from '../../functions/runtime/webhook-signature.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { LOCAL_SIGNING_KEY } from '../../local/vendors.ts';
import { segmentsWith, untilAnswered } from '../support/exercise-segmentation.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

let laptop: TestLaptop;
let serial = 0;

beforeAll(async () => {
  laptop = await testLaptop(
    ['alerts', 'interactions'].map((door) => ({
      path: `doors.${door}.signingSecretArn`,
      value: `arn:aws:secretsmanager:us-east-1:000000000000:secret:trunkline/local/${door}-door-local1`,
    })),
  );
}, 300_000);

afterAll(() => laptop?.stop());

function alertText(): { key: string; text: string } {
  serial += 1;
  const key = `signed-${serial}`;
  const alert = {
    idempotencyKey: key,
    sensorId: `SNS-SIGNED-${serial}`,
    customerId: 'CUST-9985',
    alertType: 'temp_critical',
    timestamp: new Date().toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius', note: "it's 30 °C above – hot 🔥" },
  };
  return { key, text: JSON.stringify(alert) };
}

function signed(
  text: string,
  id: string,
  key = LOCAL_SIGNING_KEY,
  atMs = Date.now(),
): Record<string, string> {
  const seconds = Math.floor(atMs / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(text, id, seconds, key),
  };
}

async function post(text: string, headers: Record<string, string>, path = '/v1/alerts'): Promise<number> {
  const answer = await fetch(`${laptop.system.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'local', ...headers },
    body: text,
  });
  await answer.text();
  return answer.status;
}

async function storyOf(
  key: string,
  wanted: (story: AlertStory) => boolean = () => true,
): Promise<AlertStory> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, {
      headers: { 'x-api-key': 'local' },
    });
    const text = await answer.text();
    if (answer.status === 200 && wanted(JSON.parse(text))) return JSON.parse(text);
    if (Date.now() > deadline) throw new Error(`${key}: ${answer.status} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a signed door', () => {
  it('lets a signed request through', async () => {
    const { key, text } = alertText();

    expect(await post(text, signed(text, `msg_${key}`))).toBe(202);

    expect((await storyOf(key)).state).not.toBe('QUARANTINED');
  });

  it.each([
    ['carries no signature', () => ({}), 'signature_missing'],
    ['is signed with another key', wrongKey, 'signature_wrong'],
    ['is signed over another text', (id: string) => signed('{}', id), 'signature_wrong'],
    ['was signed too long ago', tooOld, 'signature_too_old'],
  ])('quarantines a request that %s', async (_circumstance, headersOf, reason) => {
    const { key, text } = alertText();

    expect(await post(text, headersOf(`msg_${key}`, text))).toBe(202);

    expect(await storyOf(key)).toMatchObject({ state: 'QUARANTINED', outcome: 'quarantined', reason });
  });

  it('stops a request that uses an id again', async () => {
    const [first, second] = [alertText(), alertText()];

    await post(first.text, signed(first.text, 'msg_once'));
    await storyOf(first.key);
    await post(second.text, signed(second.text, 'msg_once'));

    expect(await storyOf(second.key)).toMatchObject({ outcome: 'quarantined', reason: 'signature_replayed' });
  });

  it('asks nothing of the door beside it, which is not signed', async () => {
    const { key, text } = alertText();

    expect(await post(text, {}, '/v1/iot/alerts')).toBe(202);

    expect((await storyOf(key)).state).not.toBe('QUARANTINED');
  });
});

describe('the signed door of completions', () => {
  const completionText = (tag: string): string =>
    JSON.stringify({ customerId: 'CUST-9982', tags: [tag], idempotency_key: `signed-${tag}` });

  it('lets a signed completion through to the CRM', async () => {
    const text = completionText('signed');

    expect(await post(text, signed(text, 'msg_completion'), '/v1/interactions')).toBe(202);

    expect((await segmentsWith(laptop, 'CUST-9982', 'signed')).attributes.segmentation_tags).toEqual([
      'signed',
    ]);
  });

  it.each([
    ['carries no signature', () => ({}), 'signature_missing'],
    ['is signed with another key', wrongKey, 'signature_wrong'],
    ['uses an id again', (_id: string, text: string) => signed(text, 'msg_completion'), 'signature_replayed'],
  ])('quarantines a completion that %s', async (circumstance, headersOf, reason) => {
    const tag = circumstance.replaceAll(' ', '_');
    const text = completionText(tag);

    expect(await post(text, headersOf(`msg_${tag}`, text), '/v1/interactions')).toBe(202);

    await untilAnswered(() => (segmentationLog().includes(reason) ? true : undefined));
    expect(JSON.stringify(laptop.crm!.customer('CUST-9982')?.segments)).not.toContain(tag);
  });
});

function segmentationLog(): string {
  const name = laptop.system.functionNames.find((each) => each.includes('SegmentationFunction'));
  return readFileSync(join(laptop.workDirectory, `${name}.log`), 'utf8');
}

function wrongKey(id: string, text: string): Record<string, string> {
  return signed(text, id, `whsec_${Buffer.from('a key that is not ours').toString('base64')}`);
}

function tooOld(id: string, text: string): Record<string, string> {
  return signed(text, id, LOCAL_SIGNING_KEY, Date.now() - 10 * 60_000);
}
