import * as z from 'zod';
import type { z as mini } from 'zod/mini';
import { type HostileCase, hostileValue } from './hostile-case.ts';

/** The part of JSON Schema the messages' schemas are made of. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One value of every type JSON has. */
const VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  number: 1.5,
  string: 'text',
  array: [],
  object: {},
};

/** Ids nobody can tell apart, or that mean something to a path, a terminal or a browser. */
const ODD_TEXTS: Readonly<Record<string, string>> = {
  'a zero-width space': 'CUST\u200b-1',
  'a zero-width joiner': 'CUST\u200d-1',
  'a bidi override': 'CUST\u202e-1',
  'a bidi isolate': '\u2066CUST-1\u2069',
  'an escaped NUL': 'CUST\u0000-1',
  'an escape sequence': '\u001b[31mCUST-1',
  'a line end': 'CUST-1\n',
  'a Cyrillic letter': '\u0421UST-1',
  'a full-width digit': 'CUST-\uff11',
  'a folder above': '../CUST-1',
  'the folder above': '..',
  'the folder itself': '.',
  'a space': 'CUST 1',
  'a quote': 'CUST"1',
  nothing: '',
};

/** Fields that hold ids or words of ours: none of the odd texts is one, whatever their schema says. */
const WORDS = new Set([
  'idempotencyKey',
  'key',
  'sensorId',
  'customerId',
  'telemetryRef',
  'alertType',
  'className',
  'reason',
]);

/** Fields whose words are a stage's own. */
const FREE = new Set([
  'routingQueue',
  'skillIds',
  'unit',
  'interactionSummary',
  'disposition',
  'channel',
  'queue',
  'skills',
]);

/** What an agent wrote may be nothing, and longer than any id. */
const PROSE_FIELDS = new Set(['interactionSummary']);

const PROSE = 'Ada Sample, call +1 (202) 555-0142 or ada@sample.example';

const NO_INSTANTS = [
  'yesterday',
  '2024-13-01T00:00:00Z',
  '2024-02-30T00:00:00Z',
  '2024-05-13T25:00:00Z',
  '2024-05-13',
  '1715629384',
  '2024-05-13T14:32:00Z\u200b',
];

/** Every way to break a single field of a message, from its schema alone. */
export function fieldCases(message: mini.core.$ZodType): readonly HostileCase[] {
  const schema = z.toJSONSchema(message, { io: 'input', reused: 'inline' }) as Schema;
  return objectCases(schema, []);
}

function objectCases(schema: Schema, path: readonly string[]): readonly HostileCase[] {
  const fields = Object.entries(schema.properties ?? {});
  return [
    ...(schema.required ?? []).map((name) => without([...path, name])),
    ...fields.flatMap(([name, field]) => oneFieldCases(field, [...path, name])),
    ...(schema.additionalProperties === false ? [stranger(path)] : []),
  ];
}

function oneFieldCases(field: Schema, path: readonly string[]): readonly HostileCase[] {
  const type = field.type === 'integer' ? 'number' : field.type;
  const wrong = Object.entries(VALUES).filter(([name]) => name !== type);
  return [
    ...wrong.map(([name, value]) => instead(path, `of type ${name}`, value)),
    ...(field.type === 'integer' ? [instead(path, 'with a fraction', 1.5)] : []),
    ...(field.minimum !== undefined ? [instead(path, 'too low', field.minimum - 1)] : []),
    ...(field.items ? elementCases(field.items, path) : []),
    ...(field.type === 'string' ? textCases(field, path) : []),
    ...(field.type === 'object' ? objectCases(field, path) : []),
  ];
}

function textCases(field: Schema, path: readonly string[]): readonly HostileCase[] {
  if (field.enum) return [instead(path, 'of no known word', 'stranger')];
  if (field.format === 'date-time') return NO_INSTANTS.map((text) => instead(path, `saying ${text}`, text));
  const name = path.at(-1) ?? '';
  const odd = Object.entries(ODD_TEXTS).filter(([, text]) => WORDS.has(name) && refusesText(name, text));
  return [
    ...(PROSE_FIELDS.has(name)
      ? []
      : [instead(path, 'empty', ''), instead(path, 'of 300 characters', 'x'.repeat(300))]),
    instead(path, 'of 5,000 characters', 'x'.repeat(5000)),
    ...(field.maxLength === undefined
      ? []
      : [instead(path, 'one too long', 'x'.repeat(field.maxLength + 1))]),
    ...(FREE.has(name) ? [] : [instead(path, 'in prose', PROSE)]),
    ...odd.map(([how, text]) => instead(path, `with ${how}`, text)),
  ];
}

/** A type may be called `.`: it is part of no path. */
const refusesText = (name: string, text: string): boolean =>
  !(['alertType', 'className'].includes(name) && /^\.+$/.test(text));

const elementCases = (items: Schema, path: readonly string[]): readonly HostileCase[] =>
  Object.entries(VALUES)
    .filter(([name]) => name !== items.type)
    .map(([name, value]) => instead(path, `of elements of type ${name}`, [value]))
    .concat(FREE.has(path.at(-1) ?? '') ? [] : [instead(path, 'of elements in prose', [PROSE])]);

const instead = (path: readonly string[], how: string, value: unknown): HostileCase =>
  hostileValue(`${path.join('.')} ${how}`, path.join('.'), (valid) => replaced(valid, path, value));

const without = (path: readonly string[]): HostileCase =>
  hostileValue(`no ${path.join('.')}`, path.join('.'), (valid) => replaced(valid, path, undefined));

const stranger = (path: readonly string[]): HostileCase =>
  hostileValue(
    `a stranger in ${path.join('.') || 'the whole'}`,
    `${path.join('.') || 'the whole'} (unknown fields)`,
    (valid) => replaced(valid, [...path, 'stranger'], 1),
  );

/** A copy with one field replaced; `undefined` leaves it out. */
function replaced(value: unknown, [name = '', ...inner]: readonly string[], by: unknown): unknown {
  const fields = Object(value) as Record<string, unknown>;
  return { ...fields, [name]: inner.length === 0 ? by : replaced(fields[name], inner, by) };
}
