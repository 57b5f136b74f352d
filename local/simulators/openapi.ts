import { readFileSync } from 'node:fs';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { type Operation, operationsOf, parseDocument } from './openapi-document.ts';
import { openapiFormats } from './openapi-formats.ts';
import { type ContractProblem, problemOf } from './openapi-problem.ts';
import { type ContractRequest, requestProblemsOf, type SchemaCheck } from './openapi-request.ts';
import { findRoute, type Route } from './openapi-route.ts';
import { type SchemaView, schemaInView } from './openapi-schemas.ts';

/** A vendor's interface, ready to judge requests and answers. */
export interface Contract {
  readonly operations: readonly Operation[];
  /** The operation of an upper-case method and a path without query, if the contract has one. */
  route(method: string, path: string): Route | undefined;
  /** Everything wrong with a request for that route; empty when it keeps the contract. */
  requestProblems(route: Route, request: ContractRequest): readonly ContractProblem[];
  /** Everything wrong with an answer; also when the operation promises no such status. */
  answerProblems(operation: Operation, status: number, body: unknown): readonly ContractProblem[];
}

/** The contracts that lie beside the simulators. */
export type ContractName =
  | 'genesys-cloud'
  | 'nice-cxone'
  | 'rest-crm'
  | 'salesforce'
  | 'hubspot'
  | 'servicenow'
  | 'snowflake'
  | 'bigquery';

const opened = new Map<ContractName, Contract>();

/**
 * Opens a contract stored beside the simulators, once: compiling it takes long and changes nothing.
 * @throws Error when there is no such file or it is not an OpenAPI 3 document
 */
export function readContract(name: ContractName): Contract {
  const file = new URL(`../contracts/${name}.openapi.json`, import.meta.url);
  const contract = opened.get(name) ?? openContract(JSON.parse(readFileSync(file, 'utf8')));
  opened.set(name, contract);
  return contract;
}

/**
 * Opens an OpenAPI 3 document. Requests are judged with closed schemas: a property the contract does not
 * name, or names read-only, is a problem. Answers are judged as the document leaves them.
 * @throws ZodError or Error when it is not an OpenAPI 3 document
 */
export function openContract(source: unknown): Contract {
  const document = parseDocument(source);
  const operations = operationsOf(document);
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats: openapiFormats, logger: false });
  for (const view of ['closed', 'member', 'answer'] as const) {
    const schemas = Object.entries(document.components.schemas);
    const inView = Object.fromEntries(schemas.map(([name, schema]) => [name, schemaInView(schema, view)]));
    ajv.addSchema(inView, `${view}.json`, undefined, false);
  }
  const request = checker(ajv, 'closed');
  const answer = checker(ajv, 'answer');
  return {
    operations,
    route: (method, path) => findRoute(operations, method, path),
    requestProblems: (route, received) => requestProblemsOf(route, received, request),
    answerProblems: (operation, status, body) => answerProblemsOf(operation, status, body, answer),
  };
}

function checker(ajv: Ajv2019, view: SchemaView): SchemaCheck {
  const compiled = new Map<unknown, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(schemaInView(schema, view));
    compiled.set(schema, validate);
    return validate(value) === true ? [] : (validate.errors ?? []);
  };
}

function answerProblemsOf(
  operation: Operation,
  status: number,
  body: unknown,
  check: SchemaCheck,
): readonly ContractProblem[] {
  const keys = [String(status), `${String(status)[0]}XX`, 'default'];
  const key = keys.find((candidate) => operation.answers.has(candidate));
  if (key === undefined) {
    return [{ in: 'status', field: String(status), rule: 'unknown', message: 'is not in the contract' }];
  }
  const schema = operation.answers.get(key);
  return schema === undefined ? [] : check(schema, body).map((error) => problemOf('body', error));
}
