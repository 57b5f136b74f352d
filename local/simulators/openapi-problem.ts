import type { ErrorObject } from 'ajv/dist/2019.js';

/** One way in which a request or an answer breaks its contract. */
export interface ContractProblem {
  readonly in: 'request' | 'authorization' | 'path' | 'query' | 'header' | 'content-type' | 'body' | 'status';
  /** Dotted path of the field; empty when the whole is meant. */
  readonly field: string;
  /** The broken JSON Schema keyword, or `unknown`, `required` or `scheme` outside schemas. */
  readonly rule: string;
  readonly message: string;
}

/** One line that names where, which field and what is wrong. */
export function problemText(problem: ContractProblem): string {
  return [problem.in, problem.field, problem.message].filter((part) => part !== '').join(' ');
}

/** An ajv error in our words, with the offending property as part of the field. */
export function problemOf(where: ContractProblem['in'], error: ErrorObject, base = ''): ContractProblem {
  const parts = error.instancePath.split('/').filter((part) => part !== '');
  const at = [base, ...parts, propertyOf(error)].filter((part) => part !== '').map(unescaped);
  return { in: where, field: at.join('.'), rule: error.keyword, message: messageOf(error) };
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function propertyOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params;
  return String(missingProperty ?? additionalProperty ?? unevaluatedProperty ?? '');
}

function messageOf(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not in the contract';
    case 'enum':
      return `must be one of ${JSON.stringify(error.params.allowedValues)}`;
    default:
      return error.message ?? `breaks ${error.keyword}`;
  }
}
