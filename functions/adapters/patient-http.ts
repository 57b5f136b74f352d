import type { HttpClient } from './http.ts';

/** Gives every request this deadline instead of its own: nobody waits for what a worker asks in the background. */
export const patient =
  (deadlineMs: number): ((http: HttpClient) => HttpClient) =>
  (http) => ({
    send: (request, beforeSocket) => http.send({ ...request, deadlineMs }, beforeSocket),
  });
