import { RejectedError, TransientError } from '../errors.ts';
import type { SoughtCall, Telephony } from '../ports/telephony.ts';
import {
  activeIn,
  type Contact,
  completedIn,
  contactIn,
  customDataIn,
  customDataRowsIn,
  isTakenUp,
  standingOf,
} from './cxone-contact.ts';
import { rowsOf } from './cxone-pages.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** The platform's clock may be this far behind ours. */
const CLOCK_ERROR_MS = 60_000;

/** A call is accepted within minutes, or not at all, and its script writes at once. */
const WRITTEN_WITHIN_MS = 60 * 60_000;

/** Live contacts whose custom data are asked for: as many as recovery's share of a minute has room for, and no more. */
const MOST_CANDIDATES = 5;

/** Name of the custom datum in which our script keeps the attempt. (docs/cxone.md) */
const ATTEMPT = 'attemptId';

const FIELDS = 'contactId,agentId,contactStartDate,toAddress';

/** Looking up and taking back accepted contacts. `numberAs`: a number as it was sent. */
export function cxoneCalls(
  requests: CxoneRequests,
  numberAs: (phoneE164: string) => string,
  now: () => Date,
): Pick<Telephony, 'findCall' | 'servedAmong' | 'withdraw'> {
  return {
    async findCall(sought) {
      const written = await byCustomData(requests, sought, now());
      if (written !== undefined) return written;
      for (const contactId of await candidates(requests, sought, numberAs(sought.phoneE164))) {
        if (await carries(requests, contactId, sought.attemptId)) return contactId;
      }
      return undefined;
    },

    async servedAmong({ callIds, since }) {
      const asked = new Set(callIds);
      const served = new Set<string>();
      const note = (contact: Contact): void => {
        if (asked.has(contact.contactId) && isTakenUp(contact)) served.add(contact.contactId);
      };
      const live = { updatedSince: earliest(since), fields: FIELDS };
      for await (const contact of rowsOf(requests, '/contacts/active', live, activeIn)) note(contact);
      const over = { startDate: earliest(since), endDate: latest(now()), fields: FIELDS };
      for await (const contact of rowsOf(requests, '/contacts/completed', over, completedIn)) note(contact);
      return served;
    },

    async withdraw(callId) {
      // The platform's ids are whole numbers: it knows no other.
      if (!/^\d+$/.test(callId)) return 'served';
      const contact = await read(requests, callId);
      if (!contact) return 'served';
      const before = standingOf(contact);
      if (before !== 'waiting') return before;
      await end(requests, callId);
      const left = await read(requests, callId);
      const after = left ? standingOf(left) : 'withdrawn';
      if (after === 'waiting') throw new TransientError('withdrawal_pending', 'the contact is still waiting');
      return after;
    },
  };
}

/**
 * By what scripts have written, whatever number the call was for: nothing personal leaves for it.
 * (`GET /contacts/custom-data`, at most 15 days)
 */
async function byCustomData(requests: CxoneRequests, { attemptId, since }: SoughtCall, now: Date) {
  const until = new Date(Math.min(now.getTime(), since.getTime() + WRITTEN_WITHIN_MS));
  const query = { startDate: earliest(since), endDate: latest(until) };
  for await (const { contactId, name, value } of rowsOf(
    requests,
    '/contacts/custom-data',
    query,
    customDataRowsIn,
  )) {
    if (name === ATTEMPT && value === attemptId) return contactId;
  }
  return undefined;
}

/**
 * Live contacts that may be it; what scripts have written may be told of them one by one alone. Those that show the
 * number come first; one that has not been dialed may show none yet.
 */
async function candidates(requests: CxoneRequests, { since }: SoughtCall, number: string) {
  const query = { updatedSince: earliest(since), fields: FIELDS };
  const [dialed, silent]: [string[], string[]] = [[], []];
  for await (const contact of rowsOf(requests, '/contacts/active', query, activeIn)) {
    const { contactId, contactStartDate, toAddress = '' } = contact;
    const isEarlier = Date.parse(String(contactStartDate)) < since.getTime() - CLOCK_ERROR_MS;
    if (isEarlier) continue;
    if (toAddress === number) dialed.push(contactId);
    if (toAddress === '') silent.push(contactId);
  }
  return [...dialed, ...silent].slice(0, MOST_CANDIDATES);
}

async function carries(requests: CxoneRequests, contactId: string, attemptId: string): Promise<boolean> {
  const answer = await requests.ask({ method: 'GET', path: `/contacts/${contactId}/custom-data` });
  const data = answer && answer.body !== '' ? customDataIn(answer.body) : [];
  return data.some(({ name, value }) => name === ATTEMPT && value === attemptId);
}

async function read(requests: CxoneRequests, contactId: string): Promise<Contact | undefined> {
  const answer = await requests.ask({ method: 'GET', path: `/contacts/${contactId}` });
  return answer && answer.body !== '' ? contactIn(answer.body) : undefined;
}

/** A refusal tells as little as a success: only the contact itself does. */
async function end(requests: CxoneRequests, contactId: string): Promise<void> {
  try {
    await requests.ask({ method: 'POST', path: `/contacts/${contactId}/end` });
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
  }
}

const earliest = (since: Date): string => new Date(since.getTime() - CLOCK_ERROR_MS).toISOString();
const latest = (until: Date): string => new Date(until.getTime() + CLOCK_ERROR_MS).toISOString();
