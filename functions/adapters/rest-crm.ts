import * as z from 'zod/mini';
import { CrmDefect } from '../errors.ts';
import { Customer } from '../messages/customer.ts';
import type { Crm } from '../ports/crm.ts';
import { crmAnswer, writtenAnswer } from './crm-answer.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { BearerToken, Secret } from './secrets.ts';

/** Paths of a generic REST CRM; `{customerId}`, `{taskId}` and `{noteId}` are replaced, percent-encoded. */
export interface RestCrmPaths {
  readonly customer: string;
  readonly tasks: string;
  readonly notes: string;
}

/** A slower answer than this is worth less than the cache (guide 002, section 2). */
const READ_DEADLINE_MS = 2000;
const TASK_DEADLINE_MS = 5000;

/** What CRMs use as ids: a few printable characters, or a whole number. The ledger keeps them. */
const WrittenAnswer = z.object({
  id: z.union([z.string().check(z.regex(/^[!-~]{1,128}$/)), z.int().check(z.nonnegative())]),
});

/** A CRM that speaks plain REST with a bearer token. */
export function restCrm(
  http: HttpClient,
  basePath: string,
  paths: RestCrmPaths,
  token: Secret<BearerToken>,
  now: () => Date,
): Crm {
  /** One request; after a 401 the secret is read again and the request sent once more, both being repeatable. */
  async function send(request: Omit<HttpRequest, 'headers'>): Promise<HttpAnswer> {
    const first = await sendWith(await token.value(), request);
    return first.status === 401 ? sendWith(await token.value(true), { ...request, isRetry: true }) : first;
  }

  async function sendWith({ token: bearer }: BearerToken, request: Omit<HttpRequest, 'headers'>) {
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    try {
      return await http.send({ ...request, path: `${basePath}${request.path}`, headers });
    } catch (error) {
      throw repeatableSilence('crm', error);
    }
  }

  return {
    async readCustomer(customerId) {
      const path = paths.customer.replace('{customerId}', encodeURIComponent(customerId));
      const answer = await send({ method: 'GET', path, deadlineMs: READ_DEADLINE_MS });
      if (answer.status === 404) return undefined;
      const failure = repeatableFailure('crm', answer, now());
      if (failure) throw failure;
      const customer = crmAnswer(Customer, answer);
      if (customer.customerId !== customerId) throw new CrmDefect(['customerId']);
      return customer;
    },

    async openFollowUp(task) {
      const answer = await send({
        method: 'POST',
        path: paths.tasks,
        body: JSON.stringify(task),
        deadlineMs: TASK_DEADLINE_MS,
      });
      const failure = repeatableFailure('crm', answer, now());
      if (failure) throw failure;
      return String(writtenAnswer(WrittenAnswer, answer).id);
    },

    async addNote(taskId, { id, text }) {
      const path = paths.notes
        .replace('{taskId}', encodeURIComponent(taskId))
        .replace('{noteId}', encodeURIComponent(id));
      const body = JSON.stringify({ text });
      const answer = await send({ method: 'PUT', path, body, deadlineMs: TASK_DEADLINE_MS });
      const failure = repeatableFailure('crm', answer, now());
      if (failure) throw failure;
      writtenAnswer(WrittenAnswer, answer);
    },
  };
}
