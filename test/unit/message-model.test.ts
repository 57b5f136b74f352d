import { describe, expect, it } from '@jest/globals';
import draft04 from 'ajv-draft-04';
import fc from 'fast-check';
import type * as z from 'zod/mini';
import { MAX_ALERTS_PER_REQUEST, SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { alertModel, type MessageModel } from '../../lib/message-model.ts';
import { sensorAlert } from '../support/builders.ts';

/** As the gateway validates: draft 4, formats not enforced. */
const ajv = new draft04.default({ allErrors: true, strict: false, validateFormats: false });
const model = alertModel();
const accepts = ajv.compile(model);

const FIELDS = ['idempotencyKey', 'sensorId', 'customerId', 'alertType', 'timestamp', 'telemetryData'];

/** The texts under a keyword, anywhere in a schema. */
function textsOf(schema: unknown, keyword: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) =>
    name === keyword && typeof value === 'string' ? [value] : textsOf(value, keyword),
  );
}

describe('the model of the alert doors', () => {
  it('takes one alert, with fields it does not know', () => {
    expect(accepts({ ...sensorAlert(), firmware: '2.1' })).toBe(true);
  });

  it.each([1, 2, MAX_ALERTS_PER_REQUEST])('takes %i alerts, whatever the elements are', (count) => {
    const anything = [sensorAlert(), {}, null, 'text', 7, [], { idempotencyKey: 1 }];

    expect(accepts(Array.from({ length: count }, (_none, index) => anything[index % 7]))).toBe(true);
  });

  it.each([0, MAX_ALERTS_PER_REQUEST + 1])('refuses %i alerts', (count) => {
    expect(accepts(Array.from({ length: count }, () => sensorAlert()))).toBe(false);
  });

  it.each(['text', 7, true, null])('refuses %j', (body) => {
    expect(accepts(body)).toBe(false);
  });

  it('names every field that is missing', () => {
    accepts({});

    const missing = accepts.errors?.map(({ params }) => params.missingProperty);
    expect(missing?.sort()).toEqual([...FIELDS].sort());
  });

  it.each(FIELDS)('names a missing %s, and nothing else', (field) => {
    const { [field]: _left, ...rest }: Record<string, unknown> = { ...sensorAlert() };

    expect(accepts(rest)).toBe(false);
    expect(accepts.errors).toHaveLength(1);
    expect(accepts.errors?.[0]).toMatchObject({ keyword: 'required', params: { missingProperty: field } });
  });

  it('is a legal schema of draft 4 that needs no other', () => {
    expect(model).toMatchObject({ $schema: 'http://json-schema.org/draft-04/schema#' });
    expect(ajv.validateSchema(model as MessageModel & Record<string, unknown>)).toBe(true);
    for (const keyword of ['$ref', 'id', '$id', 'const']) expect(textsOf(model, keyword)).toEqual([]);
  });

  it('spells no date-time as a pattern, and no pattern anyone could not read', () => {
    const patterns = textsOf(model, 'pattern');

    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect(pattern.length).toBeLessThan(40);
    expect(textsOf(model, 'format')).toEqual(['date-time']);
  });
});

/** A field as it should be, as it nearly is, or as anything at all. */
const field = (...good: fc.Arbitrary<unknown>[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.oneof(...good) }, { weight: 1, arbitrary: fc.jsonValue() });

const key = fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/);
const alertType = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
const nearlyKey = fc.string({ minLength: 0, maxLength: 130 });
const instant = fc
  .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2090-01-01') })
  .map((date) => date.toISOString());
const nearlyInstant = fc.constantFrom(
  '2024-05-13T14:32:00',
  '2024-05-13',
  'noon',
  '2024-02-30T00:00:00Z',
  '',
);
const unit = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 70 }),
  fc.integer({ min: 30, max: 66 }).map((count) => '🔥'.repeat(count)),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

const telemetryData = fc.record(
  { currentValue: field(number), threshold: field(number), unit: field(unit), probe: fc.jsonValue() },
  { requiredKeys: ['currentValue', 'threshold', 'unit'] },
);

const body = fc
  .record(
    {
      idempotencyKey: field(key, nearlyKey),
      sensorId: field(key),
      customerId: field(key),
      alertType: field(alertType),
      timestamp: field(instant, nearlyInstant),
      telemetryData: field(telemetryData),
      firmware: fc.jsonValue(),
    },
    { requiredKeys: ['idempotencyKey', 'sensorId', 'customerId', 'telemetryData'] },
  )
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** All the worker is stricter about than the door: the gateway does not enforce the format of the timestamp. */
function isFormatOfTimestamp(issue: z.core.$ZodIssue, value: unknown): boolean {
  const isText = typeof Object(value).timestamp === 'string';
  return isText && issue.code === 'invalid_format' && issue.path.join('.') === 'timestamp';
}

describe('door and worker', () => {
  it('agree on every single alert, but for the format of its timestamp', () => {
    let taken = 0;
    fc.assert(
      fc.property(body, (value) => {
        const issues = SensorAlert.safeParse(value).error?.issues ?? [];
        const others = issues.filter((issue) => !isFormatOfTimestamp(issue, value));
        if (issues.length === 0) taken += 1;
        return accepts(value) === (others.length === 0);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it.each(['2024-05-13T14:32:00', '2024-05-13', '2024-02-30T00:00:00Z', 'noon', ''])(
    'differ on the timestamp "%s": taken, then quarantined',
    (timestamp) => {
      expect(accepts(sensorAlert({ timestamp }))).toBe(true);
      expect(SensorAlert.safeParse(sensorAlert({ timestamp })).success).toBe(false);
    },
  );
});
