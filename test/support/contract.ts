import type { Contract } from '../../local/simulators/openapi.ts';
import { problemText } from '../../local/simulators/openapi-problem.ts';
import type { ContractRequest } from '../../local/simulators/openapi-request.ts';

/** A request as a simulator records it; of Authorization the scheme is enough. */
export interface CheckedRequest extends Omit<ContractRequest, 'body'> {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Everything in which a recorded request breaks a contract, one line each; empty when it keeps it.
 * Requests are judged closed: a property, query parameter or form field the contract does not name is a problem.
 */
export function requestProblems(contract: Contract, request: CheckedRequest): string[] {
  const route = contract.route(request.method, request.path);
  if (route === undefined) return [`${request.method} ${request.path} is not in the contract`];
  const { query, headers, body } = request;
  return contract.requestProblems(route, { query, headers, body }).map(problemText);
}
