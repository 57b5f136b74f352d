import * as z from 'zod/mini';
import { readBody } from './cxone-requests.ts';

/** Ids are whole numbers, as JSON numbers or as text. */
const Id = z.pipe(
  z.union([z.int(), z.string()]),
  z.transform((id) => String(id)),
);

/** A contact, live or over, as far as it is read. (github calljacob/nice-cxone-api, ReportingReportingService) */
const Contact = z.object({
  contactId: Id,
  /** 0 or absent while no agent has taken it up. */
  agentId: z.optional(z.number()),
  contactStartDate: z.optional(z.union([z.string(), z.number()])),
  toAddress: z.optional(z.string()),
  isActive: z.optional(z.boolean()),
  endReason: z.optional(z.string()),
  totalDurationSeconds: z.optional(z.number()),
});
export type Contact = z.infer<typeof Contact>;

/** `GET /contacts/{contactId}`: the published type nests the contact under the name of its id. */
const OneContact = z.union([z.object({ contactId: Contact }), Contact]);
const Active = z.object({ activeContacts: z.array(Contact) });
const Completed = z.object({ completedContacts: z.array(Contact) });

const Datum = { name: z.optional(z.string()), value: z.optional(z.string()) };
const Data = z.object({ contactCustomData: z.array(z.object(Datum)) });
/** Published with a capital letter, unlike every other field. */
const Rows = z.object({ ContactCustomData: z.array(z.object({ contactId: Id, ...Datum })) });

/** The contact of an answer. @throws {TransientError} it cannot be read */
export function contactIn(body: string): Contact {
  const { contactId, ...answer } = readBody(OneContact, body);
  return typeof contactId === 'string' ? { ...answer, contactId } : contactId;
}

/** Contacts that live now. @throws {TransientError} they cannot be read */
export const activeIn = (body: string) => readBody(Active, body).activeContacts;

/** Contacts that are over. @throws {TransientError} they cannot be read */
export const completedIn = (body: string) => readBody(Completed, body).completedContacts;

/** What the script of one contact has written. @throws {TransientError} it cannot be read */
export const customDataIn = (body: string) => readBody(Data, body).contactCustomData;

/** What scripts have written, by contact. @throws {TransientError} it cannot be read */
export const customDataRowsIn = (body: string) => readBody(Rows, body).ContactCustomData;

/** Whether an agent has taken it up: from then on the customer's phone rings. */
export const isTakenUp = ({ agentId = 0 }: Contact): boolean => agentId > 0;

/** What has become of a contact. One that is over without an agent has rung nobody's phone. (docs/cxone.md) */
export function standingOf(contact: Contact): 'waiting' | 'served' | 'withdrawn' {
  if (isTakenUp(contact)) return 'served';
  const { isActive, endReason, totalDurationSeconds } = contact;
  const isOver = isActive === false || endReason !== undefined || totalDurationSeconds !== undefined;
  return isOver ? 'withdrawn' : 'waiting';
}
