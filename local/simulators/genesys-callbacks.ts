import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import {
  callbackConversation,
  conversationDetails,
  created,
  wholeConversation,
} from './genesys-conversation-views.ts';
import type { Refusal } from './genesys-errors.ts';
import { searchDetails } from './genesys-search.ts';
import type { Route } from './openapi-route.ts';
import type { PlatformCall } from './platform.ts';

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
export interface Conversation extends PlatformCall {
  /** The customer's communication. */
  readonly callbackId: string;
  /** The queue's communication. */
  readonly queueCallbackId: string;
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
  /** One callback as `CallbackConversation`. */
  read(route: Route): Outcome;
  /** One callback as `Conversation`, with everybody who takes part. */
  readWhole(route: Route): Outcome;
  /** A detail query; what it asks beyond what is simulated is refused with 501. */
  search(call: Call): Outcome;
  /** Withdraws what it knows; unknown identifiers and those already gone are passed over. */
  disconnect(call: Call): Outcome;
  conversations(): readonly Conversation[];
  /** An agent takes a waiting callback up, and the customer's phone rings. Whether there was such a callback. */
  serve(conversationId: string, at: Date): boolean;
  /** From now on the search knows a callback this long after it was accepted, ms. */
  lag(ms: number): void;
}

/** A desk with these routing queues and no callbacks. */
export function callbackDesk(queueIds: readonly string[]): CallbackDesk {
  const conversations = new Map<string, Conversation>();
  let lagMs = 0;

  const viewOf = (route: Route, view: (conversation: Conversation) => unknown): Outcome => {
    const id = route.pathValues.conversationId ?? '';
    const conversation = conversations.get(id);
    if (conversation !== undefined) return { kind: 'done', status: 200, body: view(conversation) };
    return { kind: 'refused', refusal: { status: 404, entity: { id, name: 'conversation' } } };
  };

  return {
    place(call) {
      const command = CallbackCommand.parse(call.body);
      const queueId = command.routingData?.queueId ?? command.queueId ?? '';
      const refusal = refusalOf(command, queueId, { queueIds, at: call.at });
      if (refusal !== undefined) return { kind: 'refused', refusal };
      const ids = { conversationId: randomUUID(), callbackId: randomUUID(), queueCallbackId: randomUUID() };
      const acceptedAt = call.at.toISOString();
      const { data, callbackNumbers } = command;
      const [phoneNumber = ''] = callbackNumbers;
      const facts = { queueId, acceptedAt, phoneNumber, data };
      const conversation = { ...ids, ...facts, state: 'waiting', command } as const;
      conversations.set(ids.conversationId, conversation);
      return { kind: 'done', status: 200, body: created(conversation) };
    },
    read: (route) => viewOf(route, callbackConversation),
    readWhole: (route) => viewOf(route, wholeConversation),
    search(call) {
      const search = searchDetails(call.body, [...conversations.values()], { now: call.at, lagMs });
      if (search.kind === 'unsupported') {
        const message = 'not simulated: {what}';
        return { kind: 'refused', refusal: { status: 501, message, params: { what: search.what } } };
      }
      const body = { conversations: search.page.map(conversationDetails), totalHits: search.total };
      return { kind: 'done', status: 200, body };
    },
    disconnect(call) {
      const endedAt = call.at.toISOString();
      for (const { conversationId, callbackId } of DisconnectCommand.parse(call.body)
        .callbackDisconnectIdentifiers) {
        const known = conversations.get(conversationId);
        const isIts = known?.callbackId === callbackId || known?.queueCallbackId === callbackId;
        if (!known || !isIts || known.endedAt !== undefined) continue;
        const state = known.state === 'served' ? 'cut' : 'disconnected';
        conversations.set(conversationId, { ...known, state, endedAt });
      }
      return { kind: 'done', status: 202 };
    },
    conversations: () => [...conversations.values()],
    serve(conversationId, at) {
      const known = conversations.get(conversationId);
      if (known?.state !== 'waiting') return false;
      conversations.set(conversationId, { ...known, state: 'served', servedAt: at.toISOString() });
      return true;
    },
    lag(ms) {
      lagMs = ms;
    },
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
