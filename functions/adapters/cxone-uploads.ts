import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { CxoneAccess } from './cxone-access.ts';
import { cxoneAnswer } from './cxone-answers.ts';
import { unknownList } from './cxone-list-records.ts';
import { type CxoneRequests, cxoneHeaders, cxoneRequests } from './cxone-requests.ts';
import { type HttpAnswer, NotSentError } from './http.ts';
import { onceOnlyFailure } from './http-outcome.ts';

const JobId = z.pipe(z.union([z.string(), z.number()]), z.transform(String));
const Upload = z.object({ jobId: JobId });
const Jobs = z.object({
  uploadJobs: z._default(
    z.array(z.object({ isComplete: z.optional(z.boolean()), isCancelled: z.optional(z.boolean()) })),
    [],
  ),
});

/** Between two looks at a job. */
const LOOK_MS = 500;

/** What uploads need. */
export interface UploadAccess extends CxoneAccess {
  /** Of an upload with its job, and of everything that is asked about it. */
  readonly deadlineMs: number;
  readonly sleep: Sleep;
}

/** Uploads to calling lists. */
export interface CxoneUploads {
  /**
   * Sends one upload and gives its job. Not repeatable.
   * @throws {TransientError} proof that it was not taken
   * @throws {RejectedError} `contact_list_unknown`, `contacts_refused`, or the access key may not
   * @throws {UnknownOutcomeError} it may have been taken
   */
  send(listId: string, body: object, mayStillSend: (() => boolean) | undefined): Promise<string>;
  /**
   * Looks at a job until it is complete. One that is not seen complete is called off, so that nothing is applied hours
   * later. @throws {Error} nobody knows how far it is applied
   */
  completed(jobId: string, until: Date): Promise<void>;
  /** Repeatable requests that all end by then. */
  requestsUntil(until: Date): CxoneRequests;
}

/** `POST /lists/call-lists/{listId}/upload` and its jobs (reference/crm-and-cxone.md section C.2). */
export function cxoneUploads({ api, tokens, now, deadlineMs, sleep }: UploadAccess): CxoneUploads {
  const requestsUntil = (until: Date): CxoneRequests =>
    cxoneRequests(api, tokens, Math.max(1, until.getTime() - now().getTime()), now);

  async function look(jobId: string, until: Date): Promise<'complete' | 'pending'> {
    const answer = await requestsUntil(until).ask({ method: 'GET', path: jobPath(jobId) });
    const [job] = answer ? cxoneAnswer(Jobs, answer).uploadJobs : [];
    if (job?.isCancelled) throw new Error('people have called the job off');
    return job?.isComplete ? 'complete' : 'pending';
  }

  async function watch(jobId: string, until: Date): Promise<void> {
    while ((await look(jobId, until)) === 'pending') {
      const next = new Date(now().getTime() + LOOK_MS);
      if (next >= until) throw new Error('the job did not end in time');
      await sleep.until(next);
    }
  }

  return {
    requestsUntil,

    async send(listId, body, mayStillSend) {
      const token = await tokens.ready();
      const headers = { ...cxoneHeaders(token), 'content-type': 'application/json' };
      const path = `/lists/call-lists/${listId}/upload`;
      const request = { method: 'POST', path, headers, body: JSON.stringify(body), deadlineMs } as const;
      const sending = mayStillSend ? api.send(request, mayStillSend) : api.send(request);
      const answer = await sending.catch(notAnswered);
      if (answer.status === 401) tokens.refused(token);
      if (answer.status === 404) unknownList();
      if (answer.status === 400)
        throw new RejectedError('contacts_refused', 'cxone refused the contacts as a whole');
      if (answer.status < 200 || answer.status >= 300) throw onceOnlyFailure('cxone', answer, now());
      return jobOf(answer);
    },

    async completed(jobId, until) {
      // The end of the time is left for calling it off.
      const lastLook = new Date(until.getTime() - Math.min(2 * LOOK_MS, deadlineMs / 4));
      try {
        await watch(jobId, lastLook);
      } catch (error) {
        const off = { method: 'DELETE', path: jobPath(jobId) } as const;
        await requestsUntil(until)
          .ask(off)
          .catch(() => undefined);
        throw error;
      }
    },
  };
}

const jobPath = (jobId: string): string => `/lists/call-lists/jobs/${encodeURIComponent(jobId)}`;

/** Success is a job in the body, never a status code. */
function jobOf(answer: HttpAnswer): string {
  try {
    return cxoneAnswer(Upload, answer).jobId;
  } catch (error) {
    throw new UnknownOutcomeError('cxone_no_job', 'cxone answered without a job', { cause: error });
  }
}

function notAnswered(error: unknown): never {
  throw error instanceof NotSentError
    ? new TransientError('not_sent', `cxone: ${error.message}`, { cause: error })
    : new UnknownOutcomeError('cxone_no_answer', 'cxone: no complete answer', { cause: error });
}
