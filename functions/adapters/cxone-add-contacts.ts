import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { AddedContact, AddingOptions, NewContact } from '../ports/contact-lists.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { CxoneAccess } from './cxone-access.ts';
import { cxoneAnswer, isCxoneId } from './cxone-answers.ts';
import { keepsAll, listFile, recordProblem } from './cxone-call-list.ts';
import { findRecords, type ListFound, unknownList } from './cxone-list-records.ts';
import { removeProspect } from './cxone-prospects.ts';
import { type CxoneRequests, cxoneHeaders } from './cxone-requests.ts';
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

/** A record that nobody dials is kept no longer (help.incontact.com, Calling Lists: 30 days of inventory). */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Between two looks at a job. */
const LOOK_MS = 500;

/** Clocks may differ by so much when records that changed are looked for. */
const CLOCKS_MS = 5 * 60_000;

/** What an addition needs. */
export interface CxoneListAccess extends CxoneAccess {
  /** Of each request, and of the upload with its job. */
  readonly deadlineMs: number;
  readonly sleep: Sleep;
  /** A number as the business unit wants it. */
  readonly numberAs: (phoneE164: string) => string;
  readonly requests: CxoneRequests;
  /** The skill that a list is uploaded for, where the stage names one. */
  skillOf(listId: string): string | undefined;
}

type Added = readonly [string, AddedContact][];

/**
 * Adding contacts to a calling list, as `ContactLists.addContacts` says: one upload, whose job is looked at until the
 * deadline. What is not complete by then is unknown, and the job is called off so that nothing is applied hours later.
 * A skill is never started: who stopped it meant it. (`POST /lists/call-lists/{listId}/upload`)
 */
export function cxoneAddContacts(access: CxoneListAccess) {
  const { api, tokens, requests, deadlineMs, now, sleep } = access;

  async function upload(
    listId: string,
    contacts: readonly NewContact[],
    options: AddingOptions,
  ): Promise<string> {
    const token = await tokens.ready();
    const headers = { ...cxoneHeaders(token), 'content-type': 'application/json' };
    const body = JSON.stringify(uploadOf(listId, contacts, options));
    const request = {
      method: 'POST',
      path: `/lists/call-lists/${listId}/upload`,
      headers,
      body,
      deadlineMs,
    } as const;
    const { mayStillSend } = options;
    const answer = await (mayStillSend ? api.send(request, mayStillSend) : api.send(request)).catch(
      notAnswered,
    );
    if (answer.status === 401) tokens.refused(token);
    if (answer.status === 404) unknownList();
    if (answer.status === 400)
      throw new RejectedError('contacts_refused', 'cxone refused the contacts as a whole');
    if (answer.status < 200 || answer.status >= 300) throw onceOnlyFailure('cxone', answer, now());
    return jobOf(answer);
  }

  const uploadOf = (listId: string, contacts: readonly NewContact[], { first = false }: AddingOptions) => ({
    listFile: listFile(contacts, { first, numberAs: access.numberAs }),
    fileName: 'contacts.csv',
    ...(access.skillOf(listId) !== undefined && { skillId: Number(access.skillOf(listId)) }),
    // The same external id is the same contact: its data are replaced.
    forceOverwrite: true,
    expirationDate: new Date(now().getTime() + KEPT_MS).toISOString(),
    startSkill: false,
    sendEmail: false,
  });

  async function completed(jobId: string): Promise<void> {
    for (let look = 0; look * LOOK_MS < deadlineMs; look++) {
      if (look > 0) await sleep.until(new Date(now().getTime() + LOOK_MS));
      const answer = await requests.ask({ method: 'GET', path: jobPath(jobId) });
      const [job] = answer ? cxoneAnswer(Jobs, answer).uploadJobs : [];
      if (job?.isCancelled) throw new Error('people have called the job off');
      if (job?.isComplete) return;
    }
    await requests.ask({ method: 'DELETE', path: jobPath(jobId) });
    throw new Error('the job did not end in time');
  }

  async function seen(
    listId: string,
    contacts: readonly NewContact[],
    jobId: string,
    since: Date,
  ): Promise<ListFound> {
    try {
      await completed(jobId);
      const ids = contacts.map(({ id }) => id);
      return (await findRecords(requests, listId, { ids, since })) ?? unknownList();
    } catch (error) {
      const options = { cause: error };
      throw new UnknownOutcomeError(
        'cxone_upload_unconfirmed',
        'nobody has seen the upload applied',
        options,
      );
    }
  }

  /** A column the list does not map is dropped without a word: such a contact is taken back, not called half. */
  async function confirmed(contact: NewContact, { listName, records }: ListFound): Promise<AddedContact> {
    const record = records.get(contact.id);
    if (!record) return { kind: 'unknown' };
    if (keepsAll(record, contact)) return { kind: 'added' };
    const removed = await removeProspect(requests, listName, contact.id).catch(() => false);
    return removed ? { kind: 'refused', reason: 'refused_by_platform' } : { kind: 'unknown' };
  }

  return async (listId: string, contacts: readonly NewContact[], options: AddingOptions): Promise<Added> => {
    const judged = contacts.map((contact) => ({ contact, problem: recordProblem(contact) }));
    const refused = judged.flatMap(({ contact: { id }, problem }) => (problem ? [refusal(id, problem)] : []));
    const sound = judged.flatMap(({ contact, problem }) => (problem ? [] : [contact]));
    if (sound.length === 0) return refused;
    if (!isCxoneId(listId)) unknownList();
    const since = new Date(now().getTime() - CLOCKS_MS);
    const jobId = await upload(listId, sound, options);
    const found = await seen(listId, sound, jobId, since);
    const added: [string, AddedContact][] = [];
    for (const contact of sound) added.push([contact.id, await confirmed(contact, found)]);
    return [...refused, ...added];
  };
}

const refusal = (id: string, reason: string): [string, AddedContact] => [id, { kind: 'refused', reason }];
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
