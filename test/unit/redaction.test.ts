import { describe, expect, it } from '@jest/globals';
import { RejectedError } from '../../functions/errors.ts';
import { quarantine } from '../../functions/runtime/quarantine.ts';
import { maskedBody, maskedPhone } from '../../functions/runtime/redaction.ts';
import { at, sensorAlert } from '../support/builders.ts';
import { fakeArchive } from '../support/fake-archive.ts';
import { fakeClock } from '../support/fake-clock.ts';

const bodyOf = (value: unknown): unknown => JSON.parse(maskedBody(JSON.stringify(value))).body;

describe('a masked body', () => {
  it('keeps the ids a sender needs to mend it, and the kinds of the rest', () => {
    expect(bodyOf({ ...sensorAlert(), sensorId: 7 })).toMatchObject({
      idempotencyKey: 'alert-1',
      sensorId: '<number>',
      customerId: 'customer-1',
      telemetryData: { currentValue: '<number>', threshold: '<number>', unit: '<text of 7>' },
    });
  });

  it.each([
    ['a phone number for an id', { customerId: '+12025550111' }],
    ['a phone number in an id', { customerId: 'tel-12025550111' }],
    ['a name for an id', { customerId: 'Ada Sample' }],
    ['a card number', { sensorId: '4111111111111111' }],
    ['a mail address', { idempotencyKey: 'ada@sample.example' }],
    ['anything in another field', { note: 'Ada-Sample' }],
    ['a person for a field', { 'Ada Sample': 1, '+12025550111': 2 }],
    ['somebody deep down', { a: { b: [{ c: { note: 'Ada Sample' } }] } }],
  ])('does not tell %s', (_, body) => {
    expect(JSON.stringify(bodyOf(body))).not.toMatch(/Ada|2025550111|4111|ada@/);
  });

  it('of text that is not JSON is its size alone', () => {
    expect(JSON.parse(maskedBody('call +12025550111'))).toEqual({
      bytes: 17,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      body: 'not JSON',
    });
  });

  it('is bounded in depth and breadth', () => {
    const deep = JSON.parse('['.repeat(100) + ']'.repeat(100));
    const wide = Array.from({ length: 5000 }, (_, n) => n);

    expect(JSON.stringify(bodyOf(deep))).toContain('<deeper>');
    expect(bodyOf(wide)).toHaveLength(50);
  });
});

describe('a masked phone number', () => {
  it.each([
    ['+12025550111', '+1********11'],
    ['+491701234567', '+4*********67'],
  ])('%s is %s', (phone, masked) => {
    expect(maskedPhone(phone)).toBe(masked);
  });

  it.each(['1', '1234', 'Bob', 'Ada S', '+123456'])('of %j, which is none, is not told', (text) => {
    expect(maskedPhone(text)).not.toContain(text);
  });
});

describe('quarantine', () => {
  const kept: unknown[] = [];
  const archive = fakeArchive();
  const ledger = { quarantine: async (copy: unknown) => void kept.push(copy) };
  const ports = { archive, ledger, clock: fakeClock(at().toISOString()) };

  it.each([
    ['its own key', '{"idempotencyKey":"alert-1"}', 'alert-1'],
    ['the request where it has none', '{"sensorId":"s"}', 'edge-1'],
    ['the request where the key is no id', '{"idempotencyKey":"a b"}', 'edge-1'],
    ['the request where it is not JSON', 'nonsense', 'edge-1'],
    ['the request where it is a list', '[{"idempotencyKey":"alert-1"}]', 'edge-1'],
  ])('files under %s', async (_, text, key) => {
    kept.length = 0;

    await quarantine(text, { edgeId: 'edge-1' }, 'malformed', ports);

    expect(kept).toEqual([
      { key, hash: expect.any(String), reason: 'malformed', now: at(), edgeId: 'edge-1' },
    ]);
    expect([...archive.quarantined.keys()].at(-1)).toMatch(new RegExp(`^${key}/`));
  });

  it('fails when the archive does, so that the message comes again', async () => {
    archive.setDown(true);

    const failing = quarantine('{}', { edgeId: 'edge-1' }, 'malformed', ports);

    await expect(failing).rejects.toMatchObject({ reason: 'archive_unavailable' });
  });
});

it('an error of ours has the name of its kind, a reason and a cause', () => {
  const cause = new Error('underneath');

  expect(new RejectedError('conflicting_body', 'text', { cause })).toMatchObject({
    name: 'RejectedError',
    reason: 'conflicting_body',
    cause,
  });
});
