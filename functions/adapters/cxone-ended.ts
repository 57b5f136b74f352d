import * as z from 'zod/mini';
import type { ConversationRecord, EndedConversations } from '../ports/ended-conversations.ts';
import { CxoneInstant, cxoneAnswer, isCxoneId } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

const Id = z.pipe(z.union([z.number(), z.string()]), z.transform(String));

/** A contact, over or not; nothing about people in it is read. */
const Contact = z.object({
  contactStartDate: CxoneInstant,
  isActive: z.optional(z.boolean()),
  totalDurationSeconds: z.optional(z.number()),
  agentSeconds: z._default(z.number(), 0),
  skillId: z.optional(z.number()),
  mediaTypeId: z.optional(z.number()),
  mediaTypeName: z.optional(z.string()),
  primaryDispositionId: z._default(z.number(), 0),
});
type Contact = z.infer<typeof Contact>;

/** `GET /contacts/{contactId}`: the published type nests the contact under the name of its id. */
const ContactAnswer = z.union([z.object({ contactId: Contact }), Contact]);
const Hierarchy = z.object({
  childContacts: z._default(z.array(z.object({ contactId: Id, endTime: z.optional(z.string()) })), []),
});
const CustomData = z.object({
  contactCustomData: z._default(
    z.array(z.object({ name: z.string(), value: z._default(z.string(), '') })),
    [],
  ),
});

/** Transfers of one conversation that are looked at. */
const MOST_PARTS = 10;

/** The media type of a phone call (reference/crm-and-cxone.md section C.2); others are told by their names. */
const PHONE = 4;

/**
 * Conversations as NICE CXone tells them: a master contact with those it was transferred to, and the custom data its
 * script has written. (client of github calljacob/nice-cxone-api, ReportingReportingService)
 */
export function cxoneEnded(requests: CxoneRequests): EndedConversations {
  async function contact(contactId: string): Promise<Contact | undefined> {
    const answer = await requests.ask({ method: 'GET', path: `/contacts/${contactId}` });
    const said = answer && cxoneAnswer(ContactAnswer, answer);
    return said && 'contactId' in said ? said.contactId : said;
  }

  async function get<S extends z.core.$ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const answer = await requests.ask({ method: 'GET', path });
    return cxoneAnswer(schema, answer ?? { status: 204, headers: {}, body: '' });
  }

  return {
    async read(conversationId) {
      if (!isCxoneId(conversationId)) return undefined;
      const master = await contact(conversationId);
      if (!master) return undefined;
      const [{ childContacts }, { contactCustomData }] = await Promise.all([
        get(`/contacts/${conversationId}/hierarchy`, Hierarchy),
        get(`/contacts/${conversationId}/custom-data`, CustomData),
      ]);
      const others = childContacts
        .filter(({ contactId }) => contactId !== conversationId)
        .slice(0, MOST_PARTS);
      const parts = await Promise.all(others.map(({ contactId }) => contact(contactId)));
      const attributes = Object.fromEntries(contactCustomData.map(({ name, value }) => [name, value]));
      return recordOf(conversationId, [master, ...parts.filter((part) => part !== undefined)], attributes);
    },
  };
}

function recordOf(
  conversationId: string,
  parts: readonly Contact[],
  attributes: Readonly<Record<string, string>>,
): ConversationRecord {
  const ends = parts.map(endOf);
  const known = ends.flatMap((end) => end?.getTime() ?? []);
  const skillIds = [
    ...new Set(parts.flatMap(({ skillId }) => (skillId === undefined ? [] : [String(skillId)]))),
  ];
  const handled = parts.filter(({ agentSeconds }) => agentSeconds > 0);
  return {
    conversationId,
    startedAt: new Date(Math.min(...parts.map(({ contactStartDate }) => contactStartDate.getTime()))),
    endedAt: known.length === ends.length ? new Date(Math.max(...known)) : undefined,
    channel: channelOf(parts[0]),
    queueIds: skillIds,
    skillIds: [],
    wrapUpsMissing: handled.filter(({ primaryDispositionId }) => primaryDispositionId === 0).length,
    wrapUpCodes: parts.flatMap(({ primaryDispositionId: code }) => (code === 0 ? [] : [String(code)])),
    attributes,
  };
}

/** The platform dates the beginning and counts the seconds; only what is over has them. */
function endOf({ contactStartDate, isActive, totalDurationSeconds }: Contact): Date | undefined {
  if (isActive === true || totalDurationSeconds === undefined) return undefined;
  return new Date(contactStartDate.getTime() + totalDurationSeconds * 1000);
}

function channelOf({ mediaTypeId, mediaTypeName }: Partial<Contact> = {}): string | undefined {
  if (mediaTypeId === PHONE) return 'voice';
  return mediaTypeName?.toLowerCase().replace(/\W+/g, '_');
}
