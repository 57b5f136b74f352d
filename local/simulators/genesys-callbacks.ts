import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Refusal } from './genesys-errors.ts';
import type { Route } from './openapi-route.ts';

/** Agents schedule no further ahead (help.mypurecloud.com/articles/schedule-a-callback); the API is taken to agree. */
const MAX_SCHEDULE_AHEAD_MS = 30 * 24 * 3_600_000;

const CallbackCommand = z.looseObject({
  callbackNumbers: z.array(z.string()).default([]),
  queueId: z.string().optional(),
  routingData: z.looseObject({ queueId: z.string() }).optional(),
  callbackUserName: z.string().optional(),
  callbackScheduledTime: z.string().optional(),
  scriptId: z.string().optional(),
  data: z.record(z.string(), z.string()).default({}),
});

const DisconnectCommand = z.looseObject({
  callbackDisconnectIdentifiers: z.array(
    z.looseObject({ conversationId: z.string(), callbackId: z.string() }),
  ),
});

/** A callback the platform has accepted. */
export interface Conversation {
  readonly conversationId: string;
  readonly callbackId: string;
  readonly queueId: string;
  /** When it was accepted, ISO 8601. */
  readonly acceptedAt: string;
  /** `waiting` for an agent until somebody withdraws it. */
  readonly state: 'waiting' | 'disconnected';
  /** The body as it was sent. */
  readonly command: z.infer<typeof CallbackCommand>;
}

/** What an operation comes to before it is an answer; `body` absent where the platform promises none. */
export type Outcome =
  | { readonly kind: 'done'; readonly status: number; readonly body?: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The callbacks of one platform. Nothing is deduplicated, as the real one deduplicates nothing. */
export interface CallbackDesk {
  place(call: Call): Outcome;
  read(route: Route): Outcome;
  /** Withdraws what it knows; unknown identifiers and those already gone are passed over. */
  disconnect(call: Call): Outcome;
  conversations(): readonly Conversation[];
}

/** A desk with these routing queues and no callbacks. */
export function callbackDesk(queueIds: readonly string[]): CallbackDesk {
  const conversations = new Map<string, Conversation>();
  return {
    place(call) {
      const command = CallbackCommand.parse(call.body);
      const queueId = command.routingData?.queueId ?? command.queueId ?? '';
      const refusal = refusalOf(command, queueId, { queueIds, at: call.at });
      if (refusal !== undefined) return { kind: 'refused', refusal };
      const ids = { conversationId: randomUUID(), callbackId: randomUUID() };
      const acceptedAt = call.at.toISOString();
      conversations.set(ids.conversationId, { ...ids, queueId, acceptedAt, state: 'waiting', command });
      return { kind: 'done', status: 200, body: created(ids) };
    },
    read(route) {
      const id = route.pathValues.conversationId ?? '';
      const conversation = conversations.get(id);
      if (conversation !== undefined)
        return { kind: 'done', status: 200, body: callbackConversation(conversation) };
      return { kind: 'refused', refusal: { status: 404, entity: { id, name: 'conversation' } } };
    },
    disconnect(call) {
      for (const { conversationId, callbackId } of DisconnectCommand.parse(call.body)
        .callbackDisconnectIdentifiers) {
        const known = conversations.get(conversationId);
        if (known?.callbackId !== callbackId) continue;
        conversations.set(conversationId, { ...known, state: 'disconnected' });
      }
      return { kind: 'done', status: 202 };
    },
    conversations: () => [...conversations.values()],
  };
}

function refusalOf(
  command: z.infer<typeof CallbackCommand>,
  queueId: string,
  platform: { readonly queueIds: readonly string[]; readonly at: Date },
): Refusal | undefined {
  if (command.callbackNumbers.length === 0) {
    return { status: 400, code: 'callback.error.missing.callback.numbers' };
  }
  if (queueId === '') return { status: 400, code: 'callback.error.missing.queue.id' };
  if (!platform.queueIds.includes(queueId)) {
    return { status: 404, message: 'the queue does not exist', entity: { id: queueId, name: 'queue' } };
  }
  const scheduled = command.callbackScheduledTime;
  const latest = platform.at.getTime() + MAX_SCHEDULE_AHEAD_MS;
  if (scheduled !== undefined && Date.parse(scheduled) > latest) {
    return { status: 400, code: 'callback.error.scheduled.time.too.far.in.future' };
  }
  return undefined;
}

function created(ids: Pick<Conversation, 'conversationId' | 'callbackId'>) {
  return {
    conversation: { id: ids.conversationId, selfUri: selfUri(ids.conversationId) },
    callbackIdentifiers: [{ type: 'ACD', id: ids.callbackId }],
  };
}

function callbackConversation({ conversationId, callbackId, queueId, ...rest }: Conversation) {
  const { callbackNumbers, callbackUserName, callbackScheduledTime, scriptId, data } = rest.command;
  const customer = {
    id: callbackId,
    purpose: 'customer',
    direction: 'outbound',
    state: rest.state === 'waiting' ? 'none' : 'disconnected',
    startTime: rest.acceptedAt,
    queue: { id: queueId },
    attributes: data,
    callbackNumbers,
    ...(callbackUserName === undefined ? {} : { callbackUserName }),
    ...(callbackScheduledTime === undefined ? {} : { callbackScheduledTime }),
    ...(scriptId === undefined ? {} : { script: { id: scriptId } }),
  };
  return { id: conversationId, participants: [customer], selfUri: selfUri(conversationId) };
}

function selfUri(conversationId: string): string {
  return `/api/v2/conversations/callbacks/${conversationId}`;
}
