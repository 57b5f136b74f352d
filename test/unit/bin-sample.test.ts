import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { UsageError } from '../../bin/arguments.ts';
import { readSample } from '../../bin/sample.ts';
import { at, sensorAlert } from '../support/builders.ts';

const EVENTS = join(import.meta.dirname, '../../events');
const NOW = at();
const directory = mkdtempSync(join(tmpdir(), 'trunkline-sample-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('a sample', () => {
  it('gets a fresh key and the present, and keeps everything else', () => {
    const alert = sensorAlert({ customerId: 'CUST-1' });
    const sample = readSample(file('sensor-alert.json', JSON.stringify(alert)), false, NOW);

    expect(sample.door).toBe('v1/alerts');
    expect(sample.keys).toEqual([expect.stringMatching(/^sensor-evt-\d+-[0-9a-f]{6}$/)]);
    expect(JSON.parse(sample.text)).toEqual({
      ...alert,
      idempotencyKey: sample.keys[0],
      timestamp: NOW.toISOString(),
    });
  });

  it('that is an array gets a fresh key for each alert in it', () => {
    const { keys, text } = readSample(join(EVENTS, 'sensor-alerts.json'), false, NOW);

    expect(new Set(keys).size).toBe(3);
    expect(JSON.parse(text).map(({ idempotencyKey }: { idempotencyKey: string }) => idempotencyKey)).toEqual(
      keys,
    );
  });

  it('of an opt-out is said just now, and has no key', () => {
    const { door, keys, text } = readSample(join(EVENTS, 'suppression.json'), false, NOW);

    expect({ door, keys }).toEqual({ door: 'v1/suppressions', keys: [] });
    expect(JSON.parse(text)).toMatchObject({ phoneNumber: '+12025550123', time: NOW.toISOString() });
  });

  it("of the CRM's news has changed just now, under the customer's id", () => {
    const { door, keys, text } = readSample(join(EVENTS, 'contact-change.json'), false, NOW);

    expect({ door, keys }).toEqual({ door: 'v1/contacts', keys: ['CUST-9981'] });
    expect(JSON.parse(text)).toMatchObject({ customerId: 'CUST-9981', changedAt: NOW.toISOString() });
  });

  it('sent as it is keeps every byte', () => {
    const text = `{ "idempotencyKey" : "as-is",\n "extra": 1e2 }`;

    expect(readSample(file('sensor-alert.json', text), true, NOW)).toEqual({
      door: 'v1/alerts',
      text,
      keys: ['as-is'],
    });
  });

  it('sent as it is need not be JSON', () => {
    expect(readSample(file('sensor-alert-cut.json', '{"idempotency'), true, NOW)).toMatchObject({ keys: [] });
  });

  it('that was rejected goes to the door of its message', () => {
    const { door, keys } = readSample(join(EVENTS, 'rejected/sensor-alert-without-key.json'), false, NOW);

    expect({ door, keys }).toEqual({ door: 'v1/alerts', keys: [] });
  });

  it.each([
    ['is not there', join(directory, 'sensor-alert-missing.json'), /cannot be read$/],
    [
      'has no door',
      join(EVENTS, 'dial-request.json'),
      /^no door takes dial-request; a sample's name begins with/,
    ],
    ['was rejected and has no door', join(EVENTS, 'rejected/follow-up-request-without-key.json'), /^no door/],
    ['is called as every object is', file('constructor.json', '{}'), /^no door takes constructor/],
    ['is not JSON', file('sensor-alerts.json', '{'), /is not JSON; send it with --as-is$/],
  ])('that %s is refused', (_what, path, problem) => {
    expect(() => readSample(path, false, NOW)).toThrow(UsageError);
    expect(() => readSample(path, false, NOW)).toThrow(problem);
  });
});
