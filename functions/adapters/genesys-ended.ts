import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import type { ConversationRecord, EndedConversations } from '../ports/ended-conversations.ts';
import type { GenesysRequests } from './genesys-requests.ts';
import type { HttpAnswer } from './http.ts';

const Instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => new Date(text)),
);
const Segment = z.object({
  queueId: z.optional(z.string()),
  requestedRoutingSkillIds: z.optional(z.array(z.string())),
  wrapUpCode: z.optional(z.string()),
});
const Session = z.object({
  mediaType: z.optional(z.string()),
  segments: z.optional(z.array(Segment)),
});

/** `AnalyticsConversationWithoutAttributes`, as far as it is read (reference/genesys-cloud.md, section 6). */
const Details = z.object({
  conversationStart: Instant,
  conversationEnd: z.optional(Instant),
  participants: z._default(
    z.array(z.object({ purpose: z.optional(z.string()), sessions: z.optional(z.array(Session)) })),
    [],
  ),
});

/** `Conversation`: the attributes, and who still owes a wrap-up. */
const Conversation = z.object({
  participants: z.array(
    z.object({
      purpose: z.optional(z.string()),
      attributes: z.optional(z.record(z.string(), z.string())),
      wrapupRequired: z.optional(z.boolean()),
      wrapupSkipped: z.optional(z.boolean()),
      wrapup: z.optional(z.looseObject({})),
    }),
  ),
});

/** Conversations as Genesys Cloud tells them: details from analytics, attributes from the conversation itself. */
export function genesysEnded(requests: GenesysRequests): EndedConversations {
  async function get<S extends z.core.$ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
    const answer = await requests.ask({ method: 'GET', path });
    return answer && parsed(schema, answer);
  }

  return {
    async read(conversationId) {
      const id = encodeURIComponent(conversationId);
      const [details, conversation] = await Promise.all([
        get(`/api/v2/analytics/conversations/${id}/details`, Details),
        get(`/api/v2/conversations/${id}`, Conversation),
      ]);
      return details && conversation && recordOf(conversationId, details, conversation);
    },
  };
}

function recordOf(
  conversationId: string,
  { conversationStart, conversationEnd, participants }: z.infer<typeof Details>,
  conversation: z.infer<typeof Conversation>,
): ConversationRecord {
  const sessions = participants.flatMap((participant) => participant.sessions ?? []);
  const segments = sessions.flatMap((session) => session.segments ?? []);
  const [ofCustomer] = participants.filter(isCustomer).flatMap((participant) => participant.sessions ?? []);
  return {
    conversationId,
    startedAt: conversationStart,
    endedAt: conversationEnd,
    channel: ofCustomer?.mediaType,
    queueIds: distinct(segments.map(({ queueId }) => queueId)),
    skillIds: distinct(segments.flatMap(({ requestedRoutingSkillIds = [] }) => requestedRoutingSkillIds)),
    wrapUpsMissing: conversation.participants.filter(owesWrapUp).length,
    wrapUpCodes: segments.flatMap(({ wrapUpCode }) => wrapUpCode ?? []),
    attributes: Object.assign({}, ...conversation.participants.map(({ attributes = {} }) => attributes)),
  };
}

const isCustomer = ({ purpose = '' }: { purpose?: string | undefined }): boolean =>
  purpose === 'customer' || purpose === 'external';

const owesWrapUp = (participant: z.infer<typeof Conversation>['participants'][number]): boolean =>
  participant.purpose === 'agent' &&
  participant.wrapupRequired === true &&
  participant.wrapupSkipped !== true &&
  participant.wrapup === undefined;

/** The values there are, each where it came last. */
function distinct(values: readonly (string | undefined)[]): string[] {
  const known = values.filter((value) => value !== undefined);
  return known.filter((value, index) => known.lastIndexOf(value) === index);
}

function parsed<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  let written: unknown;
  try {
    written = JSON.parse(answer.body);
  } catch {
    throw new RejectedError('genesys_unreadable', 'the answer is not JSON');
  }
  const result = z.safeParse(schema, written);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new RejectedError('genesys_unreadable', `the answer is not as agreed: ${fields.join(', ')}`);
}
