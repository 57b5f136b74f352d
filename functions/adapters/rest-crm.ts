import * as z from 'zod/mini';
import { CrmDefect, TransientError } from '../errors.ts';
import { Customer } from '../messages/customer.ts';
import type { Crm } from '../ports/crm.ts';
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
      const customer = parsed(Customer, answer);
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
      return String(withId(answer).id);
    },

    async addNote(taskId, { id, text }) {
      const path = paths.notes
        .replace('{taskId}', encodeURIComponent(taskId))
        .replace('{noteId}', encodeURIComponent(id));
      const body = JSON.stringify({ text });
      const answer = await send({ method: 'PUT', path, body, deadlineMs: TASK_DEADLINE_MS });
      const failure = repeatableFailure('crm', answer, now());
      if (failure) throw failure;
      withId(answer);
    },
  };
}

/** What has no id in the answer was not written as far as we can tell; the same key of ours may be sent again. */
function withId(answer: HttpAnswer): z.infer<typeof WrittenAnswer> {
  try {
    return parsed(WrittenAnswer, answer);
  } catch (error) {
    throw new TransientError('crm_no_id', 'the CRM answered without an id', { cause: error });
  }
}

function parsed<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  const result = z.safeParse(schema, json(answer.body));
  if (result.success) return result.data;
  throw new CrmDefect(result.error.issues.map((issue) => issue.path.join('.') || 'the whole'));
}

/** Parses an answer; a field that is `null` is a field that is not there, as many CRMs write it. */
function json(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => value ?? undefined);
  } catch {
    throw new CrmDefect(['the whole']);
  }
}
