import * as z from 'zod/mini';
import type { ServiceNowSettings } from '../messages/ticketing-settings.ts';
import type { NewTicket, Ticket, TicketDesk, TicketNote } from '../ports/ticket-desk.ts';
import { type DeskDialect, deskFailure, deskNonsense, deskSilence, type Repeating } from './desk-answers.ts';
import { type FormTokens, jsonOf } from './form-tokens.ts';
import type { HttpAnswer, HttpClient } from './http.ts';

/** ServiceNow answers slowly under load; past this we look again instead of waiting. */
const DEADLINE_MS = 10_000;

const TABLE = '/api/now/table/incident';
const FIELDS = 'sys_id,number,state,active,correlation_id';

/** States of the base system: 2 In Progress, 6 Resolved (reference/crm-and-cxone.md section B.2). */
const IN_PROGRESS = '2';
const RESOLVED = '6';
const OVER: ReadonlySet<string> = new Set([RESOLVED, '7', '8']);

const Incident = z.object({
  sys_id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  number: z.optional(z.string()),
  state: z.optional(z.string()),
  correlation_id: z.optional(z.string()),
});
type Incident = z.infer<typeof Incident>;
const One = z.object({ result: Incident });
const Many = z.object({ result: z.array(Incident) });
const Journal = z.object({ result: z.array(z.object({ value: z.string() })) });
const Refusal = z.object({ error: z.object({ message: z.string() }) });

/** ServiceNow has no codes: its refusals are known by how their message begins. */
const DIALECT: DeskDialect = {
  system: 'servicenow',
  codeOf({ body, status }) {
    const message = Refusal.safeParse(jsonOf(body)).data?.error.message ?? '';
    if (/data policy exception/i.test(message)) return 'data_policy_exception';
    return /^no record found/i.test(message) ? 'no_record_found' : `status_${status}`;
  },
  verdictOf: () => undefined,
};

/**
 * ServiceNow incidents by the Table API. Keys are not unique there, so that the ticket is looked for before it is
 * made, and every row is compared with our key: a part of a query that the instance does not know is left out
 * silently. Callers keep two from asking for one key at once.
 */
export function serviceNowDesk(
  http: HttpClient,
  tokens: FormTokens,
  settings: ServiceNowSettings,
  now: () => Date,
): TicketDesk {
  interface Asking {
    readonly method: 'GET' | 'POST' | 'PATCH';
    readonly path: string;
    readonly body?: object;
    readonly repeating: Repeating;
  }

  /** One request; after a 401 once more with another token. */
  async function ask(asking: Asking): Promise<HttpAnswer> {
    const token = await tokens.current();
    const first = await send(asking, token.text);
    if (first.status !== 401) return first;
    tokens.refused(token);
    return send(asking, (await tokens.current()).text);
  }

  async function send({ method, path, body, repeating }: Asking, token: string): Promise<HttpAnswer> {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
    };
    try {
      return await http.send({
        method,
        path,
        headers,
        ...(body && { body: JSON.stringify(body) }),
        deadlineMs: DEADLINE_MS,
      });
    } catch (error) {
      throw deskSilence('servicenow', error, repeating);
    }
  }

  /** What an answer holds. @throws what the answer means when it is no success, or holds something else */
  async function read<S extends z.core.$ZodType>(schema: S, asking: Asking): Promise<z.output<S>> {
    const answer = await ask(asking);
    if (answer.status < 200 || answer.status >= 300)
      throw deskFailure(DIALECT, answer, asking.repeating, now());
    const parsed = z.safeParse(schema, jsonOf(answer.body));
    if (!parsed.success) throw deskNonsense('servicenow', 'no_id', asking.repeating);
    return parsed.data;
  }

  /** Incidents that carry our key, the oldest first. */
  async function carrying(key: string): Promise<readonly Incident[]> {
    const { result } = await read(Many, {
      method: 'GET',
      path: query(TABLE, {
        sysparm_query: `correlation_id=${key}^ORDERBYsys_created_on`,
        sysparm_fields: FIELDS,
        sysparm_limit: '2',
        sysparm_no_count: 'true',
      }),
      repeating: 'harmless',
    });
    return result.filter(({ correlation_id }) => correlation_id === key);
  }

  const update = (id: string, body: object, repeating: Repeating): Promise<z.infer<typeof One>> =>
    read(One, {
      method: 'PATCH',
      path: query(`${TABLE}/${id}`, { sysparm_fields: FIELDS }),
      body,
      repeating,
    });

  async function hasNote(id: string, eventId: string): Promise<boolean> {
    const { result } = await read(Journal, {
      method: 'GET',
      path: query('/api/now/table/sys_journal_field', {
        sysparm_query: `element_id=${id}^element=work_notes^valueLIKE${eventId}`,
        sysparm_fields: 'sys_id,element_id,value',
        sysparm_limit: '10',
      }),
      repeating: 'harmless',
    });
    return result.some(({ value }) => value.includes(eventId));
  }

  const read1 = (id: string): Promise<z.infer<typeof One>> =>
    read(One, {
      method: 'GET',
      path: query(`${TABLE}/${id}`, { sysparm_fields: FIELDS }),
      repeating: 'harmless',
    });

  const told = (incident: Incident): Ticket => ({
    id: incident.sys_id,
    ...(incident.number !== undefined && { number: incident.number }),
    url: `${settings.baseUrl.replace(/\/$/, '')}/nav_to.do?uri=incident.do?sys_id=${incident.sys_id}`,
    open: !OVER.has(incident.state ?? ''),
  });

  return {
    async openOrAttach(ticket, reopen) {
      const [there] = await carrying(ticket.key);
      if (there && (!reopen || told(there).open)) return { kind: 'open', ticket: told(there) };
      if (there) {
        const { result } = await update(there.sys_id, { state: IN_PROGRESS }, 'harmless');
        if (!told(result).open) throw deskNonsense('servicenow', 'still_closed', 'harmless');
        return { kind: 'open', ticket: told(result) };
      }
      const answer = await ask({
        method: 'POST',
        path: query(TABLE, { sysparm_fields: FIELDS, sysparm_exclude_reference_link: 'true' }),
        body: created(ticket, settings),
        repeating: 'harmful',
      });
      if (answer.status === 202) return { kind: 'accepted' };
      if (answer.status < 200 || answer.status >= 300) throw deskFailure(DIALECT, answer, 'harmful', now());
      const made = One.safeParse(jsonOf(answer.body)).data?.result;
      if (!made || made.correlation_id !== ticket.key) throw deskNonsense('servicenow', 'no_id', 'harmful');
      return { kind: 'open', ticket: told(made) };
    },

    async find(key) {
      const [there] = await carrying(key);
      return there && told(there);
    },

    async addNote(ticketId, note) {
      if (await hasNote(ticketId, note.eventId)) return told((await read1(ticketId)).result);
      return told((await update(ticketId, { work_notes: noteText(note) }, 'harmful')).result);
    },

    async resolve(ticketId, note) {
      if (!told((await read1(ticketId)).result).open) return;
      const ending = { state: RESOLVED, close_code: settings.closeCode, close_notes: noteText(note) };
      const { result } = await update(ticketId, ending, 'harmless');
      if (told(result).open) throw deskNonsense('servicenow', 'still_open', 'harmless');
    },
  };
}

/** `priority` is derived by the instance from impact and urgency. */
function created(ticket: NewTicket, { impact, assignmentGroup, callerId }: ServiceNowSettings): object {
  return {
    short_description: ticket.subject,
    description: ticket.description,
    impact: impact[ticket.priority],
    urgency: impact[ticket.priority],
    correlation_id: ticket.key,
    correlation_display: ticket.source,
    ...(assignmentGroup !== undefined && { assignment_group: assignmentGroup }),
    ...(callerId !== undefined && { caller_id: callerId }),
  };
}

const noteText = ({ eventId, text }: TicketNote): string => `${text}\n[${eventId}]`;

const query = (path: string, parameters: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(parameters)}`;
