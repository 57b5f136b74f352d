import * as z from 'zod/mini';
import type { SalesforceSettings } from '../messages/ticketing-settings.ts';
import type { NewTicket, Ticket, TicketDesk, TicketNote } from '../ports/ticket-desk.ts';
import { type DeskDialect, deskFailure, deskNonsense, deskSilence, type Repeating } from './desk-answers.ts';
import { jsonOf } from './form-tokens.ts';
import type { HttpAnswer } from './http.ts';
import type { Salesforce, SalesforceRequest } from './salesforce.ts';
import { isBusy, salesforceCode } from './salesforce-errors.ts';

const Id = z.string().check(z.regex(/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/));
const Upserted = z.object({ id: Id, success: z.literal(true) });
const Case = z.looseObject({ Id, CaseNumber: z.optional(z.string()), IsClosed: z.boolean() });
type Case = z.infer<typeof Case>;
const Comments = z.object({
  records: z.array(z.object({ CommentBody: z.optional(z.nullable(z.string())) })),
});

/** Comments looked through for ours, the latest first: a ticket gets one in some minutes at most. */
const LOOKED_THROUGH = 200;

/** The vendor takes up to ten minutes; past this we look again instead of waiting. */
const DEADLINE_MS = 10_000;

const DIALECT: DeskDialect = {
  system: 'salesforce',
  codeOf: (answer) => salesforceCode(answer) ?? `status_${answer.status}`,
  verdictOf(code, status) {
    // A broken server may have done what it was asked, whatever its code says.
    if (isBusy(code) && status < 500) return { kind: 'later' };
    return status === 300 ? { kind: 'never' } : undefined;
  },
};

interface Asking extends Omit<SalesforceRequest, 'deadlineMs'> {
  readonly repeating: Repeating;
}

/** Salesforce cases, upserted by a unique external id: two who ask for one key at once get one case. */
export function salesforceCases(api: Salesforce, settings: SalesforceSettings, now: () => Date): TicketDesk {
  const { externalIdField: field } = settings;
  const byKey = (key: string): string => `/sobjects/Case/${field}/${encodeURIComponent(key)}`;
  const fields = `Id,CaseNumber,IsClosed,${field}`;

  const told = (found: Case): Ticket => ({
    id: found.Id,
    ...(found.CaseNumber !== undefined && { number: found.CaseNumber }),
    url: `${settings.baseUrl.replace(/\/$/, '')}/lightning/r/Case/${found.Id}/view`,
    open: !found.IsClosed,
  });

  async function send({ repeating, ...request }: Asking): Promise<HttpAnswer> {
    const answer = await api.send({ ...request, deadlineMs: DEADLINE_MS }).catch((error: unknown) => {
      throw deskSilence('salesforce', error, repeating);
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw deskFailure(DIALECT, answer, repeating, now());
  }

  async function read<S extends z.core.$ZodType>(schema: S, asking: Asking): Promise<z.output<S>> {
    const parsed = z.safeParse(schema, jsonOf((await send(asking)).body));
    if (!parsed.success) throw deskNonsense('salesforce', 'no_id', asking.repeating);
    return parsed.data;
  }

  /** The case of a key, compared with it; `undefined` when there is none. */
  async function caseOf(key: string): Promise<Case | undefined> {
    const soql = `SELECT ${fields} FROM Case WHERE ${field} = '${quoted(key)}' LIMIT 2`;
    const found = await read(z.object({ records: z.array(Case) }), {
      method: 'GET',
      path: `/query?${new URLSearchParams({ q: soql })}`,
      repeating: 'harmless',
    });
    return found.records.find((record) => record[field] === key);
  }

  const caseById = (id: string): Promise<Case> =>
    read(Case, {
      method: 'GET',
      path: `/sobjects/Case/${id}?fields=${fields}`,
      repeating: 'harmless',
    });

  async function hasNote(ticketId: string, eventId: string): Promise<boolean> {
    const soql = `SELECT CommentBody FROM CaseComment WHERE ParentId = '${quoted(ticketId)}' ORDER BY CreatedDate DESC LIMIT ${LOOKED_THROUGH}`;
    const { records } = await read(Comments, {
      method: 'GET',
      path: `/query?${new URLSearchParams({ q: soql })}`,
      repeating: 'harmless',
    });
    return records.some(({ CommentBody }) => CommentBody?.includes(eventId));
  }

  async function addNote(ticketId: string, note: TicketNote): Promise<void> {
    if (await hasNote(ticketId, note.eventId)) return;
    await read(z.object({ id: Id, success: z.literal(true) }), {
      method: 'POST',
      path: '/sobjects/CaseComment',
      body: { ParentId: ticketId, CommentBody: `${note.text}\n[${note.eventId}]`, IsPublished: false },
      repeating: 'harmful',
    });
  }

  return {
    async openOrAttach(ticket, reopen) {
      const there = await caseOf(ticket.key);
      if (there && (!reopen || !there.IsClosed)) return { kind: 'open', ticket: told(there) };
      const body = there ? { Status: settings.status.open } : created(ticket, settings);
      const answer = await send({
        method: 'PATCH',
        path: byKey(ticket.key),
        body,
        repeating: 'harmless',
      });
      if (answer.status === 202) return { kind: 'accepted' };
      const id = Upserted.safeParse(jsonOf(answer.body)).data?.id;
      if (id === undefined) throw deskNonsense('salesforce', 'no_id', 'harmless');
      const made = await caseById(id);
      if (made[field] !== ticket.key) throw deskNonsense('salesforce', 'other_case', 'harmless');
      return { kind: 'open', ticket: told(made) };
    },

    async find(key) {
      const there = await caseOf(key);
      return there && told(there);
    },

    async addNote(ticketId, note) {
      await addNote(ticketId, note);
      return told(await caseById(ticketId));
    },

    async resolve(ticketId, note) {
      if ((await caseById(ticketId)).IsClosed) return;
      await addNote(ticketId, note);
      await send({
        method: 'PATCH',
        path: `/sobjects/Case/${ticketId}`,
        body: { Status: settings.status.closed },
        repeating: 'harmless',
      });
    },
  };
}

function created(ticket: NewTicket, { status, priorities, sourceField }: SalesforceSettings): object {
  return {
    Subject: ticket.subject,
    Description: ticket.description,
    Status: status.open,
    Priority: priorities[ticket.priority],
    ...(sourceField !== undefined && { [sourceField]: ticket.source }),
  };
}

/** A literal of SOQL (Salesforce SOQL reference, "Quoted String Escape Sequences"). */
const quoted = (text: string): string => text.replace(/[\\']/g, (sign) => `\\${sign}`);
