import type { Call } from './call.ts';
import type { FaultBook } from './fault-book.ts';
import type { Fault } from './faults.ts';
import type { Route } from './openapi-route.ts';
import type { Answer, Exchange, Vendor } from './vendor.ts';

/** What happens to a request on the wire. */
export type Delivery =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly afterMs: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'reset' };

/**
 * Lets the vendor work on a request, with the fault that fits it, if any.
 * @throws Error when the vendor's own answer breaks its contract
 */
export function deliveryOf(vendor: Vendor, exchange: Exchange, call: Call, book: FaultBook): Delivery {
  const route = vendor.contract.route(call.method, call.path);
  if (route === undefined) return answered(exchange.error(404));
  const rule = book.find(namesOf(vendor, route), call.rawBody);
  const early = rule === undefined ? undefined : withoutWork(rule.fault, exchange);
  if (rule !== undefined && early !== undefined) {
    book.spend(rule);
    return early;
  }
  const answer = kept(vendor, route, exchange.answer(route));
  if (rule === undefined || (answer.status >= 400 && rule.fault.kind !== 'delay')) return answered(answer);
  book.spend(rule);
  return afterWork(rule.fault, answer, exchange);
}

/** Every name a fault rule may give an operation of this vendor. */
export function operationNamesOf(vendor: Vendor): readonly string[] {
  return vendor.contract.operations.flatMap((operation) => namesOf(vendor, { operation, pathValues: {} }));
}

function namesOf(vendor: Vendor, { operation }: Route): readonly string[] {
  const short = Object.entries(vendor.operationNames).filter(([, ids]) =>
    [ids].flat().includes(operation.id),
  );
  return [operation.id, `${operation.method} ${operation.path}`, ...short.map(([name]) => name)];
}

function answered(answer: Answer, afterMs = 0): Delivery {
  return { kind: 'answer', answer, afterMs };
}

/** The delivery of a fault that keeps the vendor from working; undefined for one that lets it work first. */
function withoutWork(fault: Fault, exchange: Exchange): Delivery | undefined {
  switch (fault.kind) {
    case 'status': {
      const usual = exchange.error(fault.status);
      const body = fault.body === undefined ? usual.body : fault.body;
      return answered({ ...usual, body, headers: { ...usual.headers, ...fault.headers } });
    }
    case 'rate-limit':
      return answered({ ...exchange.error(429), headers: retryAfter(fault) });
    case 'expired-token':
      exchange.expireToken();
      return answered(exchange.error(401));
    case 'never-before':
      return { kind: 'never' };
    case 'reset':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

function retryAfter(fault: Extract<Fault, { kind: 'rate-limit' }>): Record<string, string> {
  if (fault.retryAfterSeconds !== undefined) return { 'Retry-After': String(fault.retryAfterSeconds) };
  if (fault.retryAfterDate === undefined) return {};
  return { 'Retry-After': new Date(fault.retryAfterDate).toUTCString() };
}

function afterWork(fault: Fault, answer: Answer, exchange: Exchange): Delivery {
  switch (fault.kind) {
    case 'status-after':
      return answered(exchange.error(fault.status));
    case 'body':
      return answered({ status: fault.status, body: fault.body });
    case 'delay':
      return answered(answer, fault.ms);
    case 'never':
      return { kind: 'never' };
    case 'reset-after':
      return { kind: 'reset' };
    default:
      return answered(answer);
  }
}

function kept(vendor: Vendor, route: Route, answer: Answer): Answer {
  const problems = vendor.contract.answerProblems(route.operation, answer.status, answer.body);
  if (problems.length === 0) return answer;
  throw new Error(
    `${vendor.system} answers ${route.operation.id} against its contract: ${JSON.stringify(problems)}`,
  );
}
