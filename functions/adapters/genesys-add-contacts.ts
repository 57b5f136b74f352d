import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { AddedContact, AddingOptions, NewContact } from '../ports/contact-lists.ts';
import { contactProblem, DialerContacts } from './genesys-contacts.ts';
import { genesysHeaders } from './genesys-requests.ts';
import { type HttpAnswer, type HttpClient, NotSentError } from './http.ts';
import { onceOnlyFailure } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';

/** Requests that may be spent on finding the contacts that do not fit. */
const MOST_REQUESTS = 25;

interface Addition {
  readonly path: string;
  readonly contactListId: string;
  readonly mayStillSend: (() => boolean) | undefined;
  /** Requests that may still be sent. */
  left: number;
}

type Added = readonly [string, AddedContact][];

/** The contacts of one list, by its id. */
export const contactsPath = (contactListId: string): string =>
  `/api/v2/outbound/contactlists/${encodeURIComponent(contactListId)}/contacts`;

/** Adding contacts to a list, as `ContactLists.addContacts` says. */
export function genesysAddContacts(
  api: HttpClient,
  tokens: TokenSource,
  deadlineMs: number,
  now: () => Date,
): (contactListId: string, contacts: readonly NewContact[], options: AddingOptions) => Promise<Added> {
  async function post({ path, contactListId, mayStillSend }: Addition, contacts: readonly NewContact[]) {
    const token = await tokens.ready();
    const body = JSON.stringify(contacts.map(({ id, data }) => ({ id, contactListId, data })));
    const request = { method: 'POST', path, headers: genesysHeaders(token), body, deadlineMs } as const;
    const sending = mayStillSend ? api.send(request, mayStillSend) : api.send(request);
    const answer = await sending.catch(notAnswered);
    if (answer.status === 401) tokens.refused(token);
    return answer;
  }

  async function add(addition: Addition, contacts: readonly NewContact[]): Promise<Added> {
    if (contacts.length === 0) return [];
    addition.left--;
    const answer = await post(addition, contacts);
    if (answer.status >= 200 && answer.status < 300) return added(answer, contacts);
    if (answer.status === 404) throw new RejectedError('contact_list_unknown', 'genesys knows no such list');
    if (answer.status !== 400) throw onceOnlyFailure('genesys', answer, now());
    if (contacts.length === 1) return contacts.map(({ id }) => refusal(id, 'refused_by_platform'));
    if (addition.mayStillSend || addition.left < 2)
      throw new RejectedError('contacts_refused', 'genesys refused the contacts as a whole');
    const half = Math.ceil(contacts.length / 2);
    const first = await add(addition, contacts.slice(0, half));
    return [...first, ...(await add(addition, contacts.slice(half)))];
  }

  return async (contactListId, contacts, { first = false, mayStillSend }) => {
    const problems = contacts.map((contact) => contactProblem(contact));
    const unsound = contacts.flatMap(({ id }, index) => refusals(id, problems[index]));
    const sound = contacts.filter((_, index) => problems[index] === undefined);
    const path = `${contactsPath(contactListId)}?priority=${first}`;
    return [...unsound, ...(await add({ path, contactListId, mayStillSend, left: MOST_REQUESTS }, sound))];
  };
}

const refusal = (id: string, reason: string): [string, AddedContact] => [id, { kind: 'refused', reason }];
const refusals = (id: string, problem: string | undefined) => (problem ? [refusal(id, problem)] : []);

/** The answer holds the contacts that are on the list now; success is an id in the body, never a status code. */
function added(answer: HttpAnswer, sent: readonly NewContact[]): Added {
  const ids = new Set(readAdded(answer).map(({ id }) => id));
  if (ids.size === 0) throw new UnknownOutcomeError('genesys_no_id', 'genesys answered without a contact id');
  return sent.map(({ id }) => [id, { kind: ids.has(id) ? 'added' : 'unknown' }]);
}

function readAdded(answer: HttpAnswer) {
  try {
    return DialerContacts.parse(JSON.parse(answer.body));
  } catch (error) {
    const options = { cause: error };
    throw new UnknownOutcomeError('genesys_unreadable', 'genesys answered in another shape', options);
  }
}

function notAnswered(error: unknown): never {
  throw error instanceof NotSentError
    ? new TransientError('not_sent', `genesys: ${error.message}`, { cause: error })
    : new UnknownOutcomeError('genesys_no_answer', 'genesys: no complete answer', { cause: error });
}
