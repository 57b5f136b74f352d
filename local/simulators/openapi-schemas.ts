/** A JSON Schema or OpenAPI schema object, not yet narrowed. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * How a schema of the document is read.
 * `closed`: a request; unknown properties are refused and read-only ones count as unknown.
 * `member`: one part of a composed request; its own level is left open because the whole is closed around it.
 * `answer`: a response; open where the document leaves it open.
 */
export type SchemaView = 'closed' | 'member' | 'answer';

const COMPOSITIONS = ['allOf', 'anyOf', 'oneOf'] as const;
const LOCAL_SCHEMA = '#/components/schemas/';

/** Tells a JSON object from every other JSON value. */
export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema as plain JSON Schema in one view; references lead into the same view's `<view>.json`. */
export function schemaInView(schema: unknown, view: SchemaView): SchemaObject | boolean {
  if (!isSchemaObject(schema)) return schema !== false;
  const { nullable, ...plain } = schema;
  const converted = typeof plain.$ref === 'string' ? reference(plain.$ref, view) : converter(plain, view);
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function reference(ref: string, view: SchemaView): SchemaObject {
  if (!ref.startsWith(LOCAL_SCHEMA)) throw new Error(`unsupported schema reference ${ref}`);
  return { $ref: `${view}.json#/${ref.slice(LOCAL_SCHEMA.length)}` };
}

function converter(schema: SchemaObject, view: SchemaView): SchemaObject {
  const inner = view === 'answer' ? 'answer' : 'closed';
  const result: Record<string, unknown> = { ...schema, ...convertedProperties(schema, view, inner) };
  for (const keyword of ['items', 'additionalProperties']) {
    if (isSchemaObject(schema[keyword])) result[keyword] = schemaInView(schema[keyword], inner);
  }
  const wraps = isWrapper(schema);
  for (const keyword of COMPOSITIONS) {
    const members = schema[keyword];
    if (!Array.isArray(members)) continue;
    const memberView = wraps || view === 'answer' ? view : 'member';
    result[keyword] = members.map((member) => schemaInView(member, memberView));
  }
  return view === 'answer' ? result : sealed(result, view, wraps);
}

function convertedProperties(schema: SchemaObject, view: SchemaView, inner: SchemaView): SchemaObject {
  if (!isSchemaObject(schema.properties)) return {};
  const kept = Object.entries(schema.properties).filter(
    ([, property]) => view === 'answer' || !(isSchemaObject(property) && property.readOnly === true),
  );
  const names = new Set(kept.map(([name]) => name));
  const properties = Object.fromEntries(
    kept.map(([name, property]) => [name, schemaInView(property, inner)]),
  );
  const declared = schema.properties;
  const required = Array.isArray(schema.required)
    ? schema.required.filter((name) => names.has(String(name)) || !(String(name) in declared))
    : undefined;
  return { properties, ...(required === undefined ? {} : { required }) };
}

/** A single composition with nothing beside it only passes the view on: the branch closes itself. */
function isWrapper(schema: SchemaObject): boolean {
  const used = COMPOSITIONS.filter((keyword) => Array.isArray(schema[keyword]));
  if (used.length !== 1 || schema.properties !== undefined) return false;
  return used[0] !== 'allOf' || (Array.isArray(schema.allOf) && schema.allOf.length === 1);
}

function sealed(schema: Record<string, unknown>, view: SchemaView, wraps: boolean): SchemaObject {
  const { additionalProperties, ...rest } = schema;
  const openOnPurpose = additionalProperties !== undefined && additionalProperties !== false;
  if (openOnPurpose) return schema;
  if (wraps || view === 'member') return rest;
  const composed = COMPOSITIONS.some((keyword) => Array.isArray(schema[keyword]));
  if (composed) return { ...rest, unevaluatedProperties: false };
  if (schema.properties !== undefined || additionalProperties === false) {
    return { ...rest, additionalProperties: false };
  }
  return schema;
}
