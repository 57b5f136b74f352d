import type { ErrorObject } from 'ajv';
import draft04 from 'ajv-draft-04';
import { isObject } from '../json.ts';
import { sentence } from './validation-wording.ts';

/** The gateway's validation text for a body, such as `[object has missing required properties (["a"])]`, or undefined when valid. */
export type BodyValidation = (body: string) => string | undefined;

const Ajv = draft04.default;

/**
 * Prepares a model's draft-04 schema. `format` is not enforced: the gateway does not promise to.
 * @throws when the schema is invalid, or uses `allOf` or `$ref`, whose failures the two validators report differently.
 */
export function bodyValidation(schema: Readonly<Record<string, unknown>>): BodyValidation {
  checkKeywords(schema);
  const validate = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false }).compile(
    schema,
  );
  return (body) => {
    const parsed = parse(body);
    // The gateway publishes no wording for text that is no JSON at all.
    if (parsed === undefined) return '[Could not parse request body into json]';
    if (validate(parsed.value)) return undefined;
    return `[${describe(parsed.value, validate.errors ?? []).join(', ')}]`;
  };
}

// The gateway takes an empty body for an empty object.
function parse(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body === '' ? '{}' : body) };
  } catch {
    return undefined;
  }
}

/**
 * The failures as the gateway lists them: outside in, keywords and properties in alphabetical order, and nothing
 * inside a value once anything has failed. Source: java-json-tools/json-schema-validator, InstanceValidator.
 */
function describe(instance: unknown, errors: readonly ErrorObject[]): readonly string[] {
  const sentences: string[] = [];
  const visit = (value: unknown, path: string): void => {
    sentences.push(...failuresAt(path, errors));
    if (sentences.length > 0) return;
    for (const [key, child] of children(value)) visit(child, `${path}/${key}`);
  };
  visit(instance, '');
  return sentences;
}

function failuresAt(path: string, errors: readonly ErrorObject[]): readonly string[] {
  // Failures inside the branches of a choice belong to the choice, which reports them as one.
  const own = errors.filter(
    ({ instancePath, schemaPath }) => instancePath === path && !/\/(any|one)Of\/\d/.test(schemaPath),
  );
  const byKeyword = Map.groupBy(own, ({ keyword }) => keyword);
  return [...byKeyword]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([keyword, failures]) => sentence(keyword, failures));
}

function children(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((element, index) => [String(index), element]);
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => [key.replaceAll('~', '~0').replaceAll('/', '~1'), value[key]]);
}

function checkKeywords(schema: unknown): void {
  if (Array.isArray(schema)) schema.forEach(checkKeywords);
  if (!isObject(schema)) return;
  // A property may carry such a name too, but then its value is a schema.
  for (const [keyword, isKeyword] of [
    ['allOf', Array.isArray(schema.allOf)],
    ['$ref', typeof schema.$ref === 'string'],
  ])
    if (isKeyword === true) throw new Error(`schema keyword ${keyword} is not supported locally`);
  Object.values(schema).forEach(checkKeywords);
}
