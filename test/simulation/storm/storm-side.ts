import type { HttpAnswer, HttpClient, HttpRequest } from '../../../functions/adapters/http.ts';
import type { QueueObserver } from '../../../functions/ports/queue-observer.ts';
import type { Telephony } from '../../../functions/ports/telephony.ts';

/** What a platform in a storm knows of its agents. */
export interface StormAgents {
  readonly agents: number;
  occupied(): number;
  /** An agent takes a call. Its number, from 1 on. */
  call(): number;
}

/** What a request for a call is about, and its attempt. */
export interface AskedCall {
  readonly referenceId: string;
  readonly attemptId: string;
}

/** One platform in a storm: how it answers, and the product's adapters that speak with it. */
export interface StormSide {
  answer(request: HttpRequest, agents: StormAgents): HttpAnswer;
  /** A refusal because too much was asked; `seconds` until it may be asked again, where the platform says so. */
  throttled(seconds: number): HttpAnswer;
  /** Of a request for a call; `undefined` of any other. */
  callOf(request: HttpRequest): AskedCall | undefined;
  /** The adapters of one cold start; `http` leads to the platform through the budget. */
  telephony(http: HttpClient, requestMs: number, now: () => Date): Telephony;
  observer(http: HttpClient, now: () => Date): QueueObserver;
  /** Id of the platform's queue by routing queue. */
  readonly queueIds: Readonly<Record<string, string>>;
}

/** An answer with a JSON body. */
export const answer = (status: number, body: object, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});
