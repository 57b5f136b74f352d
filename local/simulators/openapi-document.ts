import { z } from 'zod';
import { isSchemaObject } from './openapi-schemas.ts';

/** A parameter of an operation, with references resolved. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** Absent: any value will do. */
  readonly schema?: unknown;
}

/** One operation of a contract. `path` is the template, `method` is upper case. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Media type to schema; empty when the operation takes no body. */
  readonly bodies: ReadonlyMap<string, unknown>;
  readonly bodyRequired: boolean;
  /** Status, `2XX` or `default` to the schema of its JSON body; undefined when it promises none. */
  readonly answers: ReadonlyMap<string, unknown>;
  /** Authorization schemes that will do, lower case; empty when none is needed. */
  readonly authorization: readonly string[];
  /** What a caller's role must hold, all of it or any; absent where the contract does not say. */
  readonly permissions?: { readonly type: 'ANY' | 'ALL' | 'NONE'; readonly names: readonly string[] };
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

const Media = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));
const Security = z.array(z.record(z.string(), z.array(z.string())));
const ParameterObject = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown().optional(),
});
const OperationObject = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
  security: Security.optional(),
  'x-genesys-permissions': z
    .object({ type: z.enum(['ANY', 'ALL', 'NONE']), permissions: z.array(z.string()) })
    .optional(),
});
const BodyObject = z.looseObject({ required: z.boolean().default(false), content: Media });
const ResponseObject = z.looseObject({ content: Media.default({}) });
const SchemeObject = z.looseObject({ type: z.string(), scheme: z.string().optional() });
const DocumentObject = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()).default({}),
    securitySchemes: z.record(z.string(), SchemeObject).default({}),
  }),
  security: Security.default([]),
});

/** An OpenAPI 3 document as far as requests and answers are concerned. */
export type OpenapiDocument = z.infer<typeof DocumentObject>;

/**
 * Parses an OpenAPI document.
 * @throws ZodError when it is not shaped like one
 */
export function parseDocument(document: unknown): OpenapiDocument {
  return DocumentObject.parse(document);
}

/**
 * Every operation of the document, in its order.
 * @throws Error when a reference leads nowhere
 */
export function operationsOf(document: OpenapiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, value]) => operation(document, path, method, { shared: item.parameters, value })),
  );
}

function operation(
  document: OpenapiDocument,
  path: string,
  method: string,
  source: { readonly shared: unknown; readonly value: unknown },
): Operation {
  const object = OperationObject.parse(source.value);
  const shared = z.array(z.unknown()).default([]).parse(source.shared);
  const body = object.requestBody === undefined ? undefined : resolved(document, object.requestBody);
  const content = body === undefined ? undefined : BodyObject.parse(body);
  const wanted = object['x-genesys-permissions'];
  return {
    id: object.operationId,
    method: method.toUpperCase(),
    path,
    parameters: [...shared, ...object.parameters].map((node) =>
      ParameterObject.parse(resolved(document, node)),
    ),
    bodies: new Map(Object.entries(content?.content ?? {}).map(([type, media]) => [type, media.schema])),
    bodyRequired: content?.required ?? false,
    answers: answers(document, object.responses),
    authorization: authorization(document, object.security ?? document.security),
    ...(wanted && { permissions: { type: wanted.type, names: wanted.permissions } }),
  };
}

function answers(document: OpenapiDocument, responses: Readonly<Record<string, unknown>>) {
  return new Map(
    Object.entries(responses).map(([status, node]) => {
      const { content } = ResponseObject.parse(resolved(document, node));
      return [status, content['application/json']?.schema];
    }),
  );
}

function authorization(document: OpenapiDocument, security: z.infer<typeof Security>): readonly string[] {
  // An empty requirement beside others: who has nothing to show may ask, too.
  if (security.some((requirement) => Object.keys(requirement).length === 0)) return [];
  const schemes = security.flatMap(Object.keys).map((name) => document.components.securitySchemes[name]);
  return schemes.flatMap((scheme) => {
    if (scheme?.type === 'http') return [(scheme.scheme ?? '').toLowerCase()];
    return scheme?.type === 'oauth2' ? ['bearer'] : [];
  });
}

function resolved(document: unknown, node: unknown): unknown {
  if (!isSchemaObject(node) || typeof node.$ref !== 'string') return node;
  let target = document;
  for (const part of node.$ref.replace(/^#\//, '').split('/')) {
    target = isSchemaObject(target) ? target[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  if (target === undefined) throw new Error(`${node.$ref} leads nowhere`);
  return target;
}
