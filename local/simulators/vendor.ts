import type { Call } from './call.ts';
import type { Contract } from './openapi.ts';
import type { Route } from './openapi-route.ts';
import type { SystemName } from './system-name.ts';

/** An answer. A string body is sent as text, anything else as JSON; undefined sends none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request in the hands of a vendor. */
export interface Exchange {
  /** Headers this vendor puts on every answer, refusals and faults included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Does the work, or refuses it, as the vendor would. A status below 400 means accepted. */
  answer(route: Route): Answer;
  /** A refusal in this vendor's shape. */
  error(status: number): Answer;
  /** Makes the presented credential expire, where this vendor's credentials do. */
  expireToken(): void;
}

/** How one vendor behaves; the rest of a simulator is the same for all. */
export interface Vendor {
  readonly system: SystemName;
  readonly contract: Contract;
  /** Short name to the id of an operation in the contract, or to those of several that do the same. */
  readonly operationNames: Readonly<Record<string, string | readonly string[]>>;
  /** Takes a request on, once per request. */
  begin(call: Call): Exchange;
}
