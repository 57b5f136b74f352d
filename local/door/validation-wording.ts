import type { ErrorObject } from 'ajv';

// The gateway validates with the fge json-schema-validator; these are its sentences.
// Source: java-json-tools/json-schema-validator, validation.properties.
type Sentence = (error: ErrorObject, sameKeyword: readonly ErrorObject[]) => string;

const json = (value: unknown): string => JSON.stringify(value);
const list = (values: readonly unknown[]): string => json([...values].sort());
const length = (text: unknown): number => [...String(text)].length;
const parameter = (error: ErrorObject, name: string): unknown => error.params[name];

const SENTENCES: Readonly<Record<string, Sentence>> = {
  required: (_error, same) =>
    `object has missing required properties (${list(same.map((each) => parameter(each, 'missingProperty')))})`,
  additionalProperties: (_error, same) =>
    `object instance has properties which are not allowed by the schema: ${list(same.map((each) => parameter(each, 'additionalProperty')))}`,
  type: ({ data, schema }) =>
    `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${json(allowedTypes(schema))})`,
  enum: ({ data, schema }) =>
    `instance value (${json(data)}) not found in enum (possible values: ${json(schema)})`,
  pattern: ({ data, schema }) => `ECMA 262 regex "${schema}" does not match input string "${data}"`,
  maxLength: ({ data, schema }) =>
    `string "${data}" is too long (length: ${length(data)}, maximum allowed: ${schema})`,
  minLength: ({ data, schema }) =>
    `string "${data}" is too short (length: ${length(data)}, required minimum: ${schema})`,
  maxItems: ({ data, schema }) =>
    `array is too long: must have at most ${schema} elements but instance has ${size(data)} elements`,
  minItems: ({ data, schema }) =>
    `array is too short: must have at least ${schema} elements but instance has ${size(data)} elements`,
  uniqueItems: () => 'array must not contain duplicate elements',
  additionalItems: ({ data, parentSchema }) =>
    `schema only allows ${size(parentSchema?.items)} elements in array but instance has ${size(data)} elements`,
  maximum: ({ data, schema }) =>
    data === schema
      ? `numeric instance is not strictly lower than the required maximum ${schema}`
      : `numeric instance is greater than the required maximum (maximum: ${schema}, found: ${data})`,
  minimum: ({ data, schema }) =>
    data === schema
      ? `numeric instance is not strictly greater than the required minimum ${schema}`
      : `numeric instance is lower than the required minimum (minimum: ${schema}, found: ${data})`,
  multipleOf: ({ data, schema }) => `remainder of division is not zero (${data} / ${schema})`,
  maxProperties: ({ data, schema }) =>
    `object has too many properties (found ${size(data)} but schema requires at most ${schema})`,
  minProperties: ({ data, schema }) =>
    `object has too few properties (found ${size(data)} but schema requires at least ${schema})`,
  dependencies: (error, same) =>
    `property ${json(parameter(error, 'property'))} of object has missing property dependencies (schema requires ${list(String(parameter(error, 'deps')).split(', '))}; missing: ${list(same.map((each) => parameter(each, 'missingProperty')))})`,
  anyOf: ({ schema }) => `instance failed to match at least one required schema among ${size(schema)}`,
  oneOf: ({ schema, params }) =>
    `instance failed to match exactly one schema (matched ${params.passingSchemas?.length ?? 0} out of ${size(schema)})`,
  not: () => 'instance matched a schema which it should not have',
};

/** The gateway's sentence for one keyword that failed at one place. */
export function sentence(keyword: string, failures: readonly ErrorObject[]): string {
  const [first] = failures;
  const write = SENTENCES[keyword];
  if (first === undefined || write === undefined) throw new Error(`no wording for schema keyword ${keyword}`);
  return write(first, failures);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

// An integer is a number, and the validator says so.
function allowedTypes(schema: unknown): readonly string[] {
  const types = new Set<string>([schema].flat().map(String));
  if (types.has('number')) types.add('integer');
  return [...types].sort();
}

function size(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
