import type { Outcome } from './genesys-callbacks.ts';
import type { Route } from './openapi-route.ts';

/** An agent's part in a conversation. */
export interface AgentPart {
  readonly queueId: string;
  /** Absent: the agent has not wrapped up yet. */
  readonly wrapUpCode?: string;
}

/** A conversation that was had on the platform. Instants are ISO 8601. */
export interface PlatformConversation {
  readonly conversationId: string;
  readonly mediaType: 'voice' | 'chat' | 'message' | 'email' | 'callback';
  readonly startedAt: string;
  /** Absent while it goes on. */
  readonly endedAt?: string;
  readonly agents: readonly AgentPart[];
  /** Attributes of the customer. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Conversations as the platform tells them afterwards. */
export interface ConversationBook {
  /** Adds a conversation, or replaces the one with the same id. */
  put(conversation: PlatformConversation): void;
  /** `GET /api/v2/analytics/conversations/{conversationId}/details` */
  details(route: Route): Outcome;
  /** `GET /api/v2/conversations/{conversationId}` */
  read(route: Route): Outcome;
}

/** An empty book. */
export function conversationBook(): ConversationBook {
  const book = new Map<string, PlatformConversation>();
  const answer = (route: Route, tell: (found: PlatformConversation) => unknown): Outcome => {
    const id = route.pathValues.conversationId ?? '';
    const found = book.get(id);
    if (found !== undefined) return { kind: 'done', status: 200, body: tell(found) };
    return { kind: 'refused', refusal: { status: 404, entity: { id, name: 'conversation' } } };
  };
  return {
    put: (conversation) => void book.set(conversation.conversationId, conversation),
    details: (route) => answer(route, detailsOf),
    read: (route) => answer(route, conversationOf),
  };
}

function detailsOf({ conversationId, mediaType, startedAt, endedAt, agents }: PlatformConversation) {
  const interact = { segmentType: 'interact', segmentStart: startedAt };
  return {
    conversationId,
    conversationStart: startedAt,
    ...(endedAt !== undefined && { conversationEnd: endedAt }),
    participants: [
      { purpose: 'customer', sessions: [{ mediaType, segments: [interact] }] },
      ...agents.map(({ queueId, wrapUpCode }) => ({
        purpose: 'agent',
        sessions: [
          {
            mediaType,
            segments: [
              { ...interact, queueId },
              ...(wrapUpCode === undefined ? [] : [{ segmentType: 'wrapup', queueId, wrapUpCode }]),
            ],
          },
        ],
      })),
    ],
  };
}

function conversationOf({ conversationId, startedAt, endedAt, agents, attributes }: PlatformConversation) {
  return {
    id: conversationId,
    startTime: startedAt,
    ...(endedAt !== undefined && { endTime: endedAt }),
    participants: [
      { purpose: 'customer', attributes },
      ...agents.map(({ queueId, wrapUpCode }) => ({
        purpose: 'agent',
        queueId,
        wrapupRequired: true,
        ...(wrapUpCode !== undefined && { wrapup: { code: wrapUpCode } }),
      })),
    ],
    selfUri: `/api/v2/conversations/${conversationId}`,
  };
}
