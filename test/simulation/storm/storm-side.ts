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
  /** The adapters of one cold start. */
  telephony(way: StormWay, requestMs: number, now: () => Date): Telephony;
  observer(way: StormWay, now: () => Date): QueueObserver;
  /** Id of the platform's queue by routing queue. */
  readonly queueIds: Readonly<Record<string, string>>;
}

/** The way to the platform: its host, and what requests pass on it. */
export interface StormWay {
  readonly http: HttpClient;
  readonly through: (http: HttpClient) => HttpClient;
}

/** An answer with a JSON body. */
export const answer = (status: number, body: object, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});
