import type { ErrorObject } from 'ajv/dist/2019.js';
import type { Parameter } from './openapi-document.ts';
import { type ContractProblem, problemOf } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { isSchemaObject } from './openapi-schemas.ts';

/** Judges one value against one schema of the document. */
export type SchemaCheck = (schema: unknown, value: unknown) => readonly ErrorObject[];

/** What a contract judges of a request. Header names are lower case; `body` is parsed, or text where it could not be. */
export interface ContractRequest {
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the request had none. */
  readonly body: unknown;
}

/** The media type of a content-type header, without its parameters; empty when there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Everything wrong with a request for its route: authorization, parameters, content type, then the body. */
export function requestProblemsOf(
  route: Route,
  request: ContractRequest,
  check: SchemaCheck,
): readonly ContractProblem[] {
  return [
    ...authorizationProblems(route, request),
    ...route.operation.parameters.flatMap((parameter) => parameterProblems(parameter, route, request, check)),
    ...unknownQuery(route, request),
    ...bodyProblems(route, request, check),
  ];
}

function authorizationProblems(route: Route, request: ContractRequest): readonly ContractProblem[] {
  const accepted = route.operation.authorization;
  const scheme = request.headers.authorization?.split(' ')[0]?.toLowerCase() ?? '';
  if (accepted.length === 0 || accepted.includes(scheme)) return [];
  const message = `must use the scheme ${accepted.join(' or ')}`;
  return [{ in: 'authorization', field: '', rule: 'scheme', message }];
}

function parameterProblems(
  parameter: Parameter,
  route: Route,
  request: ContractRequest,
  check: SchemaCheck,
): readonly ContractProblem[] {
  const { name } = parameter;
  const where = parameter.in;
  if (where !== 'path' && where !== 'query' && where !== 'header') return [];
  const values = {
    path: route.pathValues[name] === undefined ? [] : [route.pathValues[name]],
    query: request.query[name] ?? [],
    header:
      request.headers[name.toLowerCase()] === undefined ? [] : [request.headers[name.toLowerCase()] ?? ''],
  }[where];
  if (values.length === 0) {
    return parameter.required ? [{ in: where, field: name, rule: 'required', message: 'is required' }] : [];
  }
  return check(parameter.schema, fromText(parameter.schema, values)).map((error) =>
    problemOf(where, error, name),
  );
}

/** Text from a URL or header as the value its schema speaks of; text that does not fit stays text and fails. */
function fromText(schema: unknown, values: readonly string[]): unknown {
  const type = isSchemaObject(schema) ? schema.type : undefined;
  if (type === 'array' && isSchemaObject(schema)) {
    return values.map((value) => fromText(schema.items, [value]));
  }
  if (values.length > 1) return values;
  const text = values[0] ?? '';
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return text;
}

function unknownQuery(route: Route, request: ContractRequest): readonly ContractProblem[] {
  const known = route.operation.parameters.filter((parameter) => parameter.in === 'query');
  return Object.keys(request.query)
    .filter((name) => !known.some((parameter) => parameter.name === name))
    .map((field) => ({ in: 'query', field, rule: 'unknown', message: 'is not in the contract' }));
}

function bodyProblems(
  route: Route,
  request: ContractRequest,
  check: SchemaCheck,
): readonly ContractProblem[] {
  const { bodies, bodyRequired } = route.operation;
  if (request.body === undefined) {
    return bodyRequired ? [{ in: 'body', field: '', rule: 'required', message: 'is required' }] : [];
  }
  if (bodies.size === 0) {
    return [{ in: 'body', field: '', rule: 'unknown', message: 'is not in the contract' }];
  }
  const type = mediaTypeOf(request.headers['content-type']);
  if (!bodies.has(type)) {
    const message = `must be ${[...bodies.keys()].join(' or ')}, not "${type}"`;
    return [{ in: 'content-type', field: '', rule: 'unknown', message }];
  }
  return check(bodies.get(type), request.body).map((error) => problemOf('body', error));
}
