import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import * as alertFacts from '../../functions/messages/alert-facts.ts';
import { ControlRequest } from '../../functions/messages/control-request.ts';
import { Customer } from '../../functions/messages/customer.ts';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { Suppression } from '../../functions/messages/suppression.ts';
import { isKnownField } from '../../functions/runtime/known-fields.ts';
import { looksPersonal } from '../../functions/runtime/personal-text.ts';
import { maskedBody, tellableId, tellableText } from '../../functions/runtime/redaction.ts';
import { PLANTED, SPELLING_NAMES, spelled } from '../support/planted-people.ts';
import { tracesIn } from '../support/planted-traces.ts';

/** Ids and texts as they come: everything in them that looks like a number of something is none of anybody. */
const INNOCENT_IDS = [
  'sensor-evt-89234-1715629384',
  'sensor-evt-1795233162817-4e8979',
  'TEMP-SNS-4421',
  'LEAK-SNS-0107',
  'CUST-9981',
  'CUST-001234567',
  'PLANT-0012-0345-0077',
  'it-12',
  '550e8400-e29b-41d4-a716-446655440000',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'evt-2024-05-13-0007',
  '20240513T143200Z-77',
  'WgAN7nQ3YahQHE5=',
  '-1uipjqkXr_9-sL=.0',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
];

const INNOCENT_TEXTS = [
  'accepted by the platform',
  'live, class_route',
  'window 08:00-20:00',
  'genesys_answered_503',
  'CASE_PENDING',
  'malformed: telemetryData.<name of 12>.3.currentValue (integer not exact)',
  'malformed: larger than 262144 bytes',
];

/** Ids that are somebody's number or address: the characters are those of an id. */
const PERSONAL_IDS = [
  '12025550187',
  '2025550187',
  '1-202-555-0187',
  '202.555.0187',
  '442079460018',
  '00442079460018',
  '02079460018',
  'tel:12025550187',
  'CUST-12025550187',
  '4111111111111111',
  '4111-1111-1111-1111',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x',
  'AKIAIOSFODNN7EXAMPLE',
  'sk_live_Zq81bTfiction',
  Buffer.from(PLANTED.phone).toString('base64url'),
  Buffer.from(PLANTED.name).toString('base64url'),
  `ref-${Buffer.from(PLANTED.email).toString('base64url')}`,
];

describe('an id', () => {
  it.each(INNOCENT_IDS)('%s stays readable', (id) => {
    expect(tellableId(id)).toBe(id);
  });

  it.each([...PERSONAL_IDS, 'ada@sample.example', 'Ada Sample', '+12025550187'])('%s is masked', (id) => {
    expect(tellableId(id)).toBe(`<id of ${id.length}>`);
  });
});

describe('a text', () => {
  it.each(INNOCENT_TEXTS)('%s stays readable', (text) => {
    expect(tellableText(text)).toBe(text);
  });

  it.each([
    'called Ada Sample',
    'on 2025550187',
    'at 020 7946 0018',
    'key: sk_live_abcdefgh12',
    'x '.repeat(101),
  ])('%s is masked', (text) => {
    expect(tellableText(text)).toBe(`<text of ${text.length}>`);
  });
});

describe.each(SPELLING_NAMES)('what is spelled %s', (spelling) => {
  const { name, ...others } = spelled(spelling);

  it.each(Object.entries(others))('is found to be a %s', (_, text) => {
    expect(looksPersonal(text)).toBe(true);
    expect(looksPersonal(`to ${text}!`)).toBe(true);
  });

  it('is in no masked body, wherever it stood', () => {
    const words = [...Object.values(others), ...(/^[\w.-]+$/.test(name) ? [] : [name])];
    const bodies = words.flatMap((word) => [
      { idempotencyKey: word, key: word, sensorId: word, customerId: word, alertType: word, timestamp: word },
      { [word]: word, telemetryData: { unit: word, [word]: [{ [word]: word }] } },
      [word, [word]],
      word,
    ]);

    expect(bodies.flatMap((body) => tracesIn(maskedBody(JSON.stringify(body))))).toEqual([]);
  });
});

it('two unknown names of one length stay apart in a masked body', () => {
  const { body } = JSON.parse(maskedBody('{"Ada":1,"Bob":"x","unit":2}'));

  expect(body).toEqual({ '<name 1 of 3>': '<number>', '<name 2 of 3>': '<text of 1>', unit: '<number>' });
});

it('every field of every message is known by its name', () => {
  const schemas = [SensorAlert, Suppression, ControlRequest, Customer, ...Object.values(alertFacts)].map(
    (schema) => JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'inline' })),
  );
  const required = schemas.flatMap((schema) => [
    ...schema.matchAll(/"(\w+)":\{"(?:type|enum|anyOf|default)"/g),
  ]);
  const names = new Set(required.map(([, name]) => name!));
  for (const structural of ['items', 'additionalProperties', 'propertyNames']) names.delete(structural);

  expect(names.size).toBeGreaterThan(25);
  expect([...names].filter((name) => !isKnownField(name))).toEqual([]);
});
