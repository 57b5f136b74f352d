import type { Conversation } from './genesys-callbacks.ts';

/** `CreateCallbackResponse`: one identifier for each participant's communication, the customer's and the queue's. */
export function created({ conversationId, callbackId, queueCallbackId }: Conversation) {
  return {
    conversation: { id: conversationId, selfUri: conversationUri(conversationId) },
    callbackIdentifiers: [
      { type: 'EXTERNAL', id: callbackId },
      { type: 'ACD', id: queueCallbackId },
    ],
  };
}

/** `CallbackConversation`. */
export function callbackConversation({ conversationId, callbackId, queueId, ...rest }: Conversation) {
  const { callbackNumbers, callbackUserName, callbackScheduledTime, scriptId, data } = rest.command;
  const customer = {
    id: callbackId,
    purpose: 'customer',
    direction: 'outbound',
    state: rest.state === 'disconnected' ? 'disconnected' : 'none',
    startTime: rest.acceptedAt,
    queue: { id: queueId },
    attributes: data,
    callbackNumbers,
    ...(callbackUserName === undefined ? {} : { callbackUserName }),
    ...(callbackScheduledTime === undefined ? {} : { callbackScheduledTime }),
    ...(scriptId === undefined ? {} : { script: { id: scriptId } }),
  };
  const selfUri = `/api/v2/conversations/callbacks/${conversationId}`;
  return { id: conversationId, participants: [customer], selfUri };
}

/** `Conversation`: the customer, the queue, and the agent who has taken it up. */
export function wholeConversation(conversation: Conversation) {
  const { conversationId, callbackId, queueCallbackId, queueId, acceptedAt, servedAt, endedAt } =
    conversation;
  const leg = (id: string) => ({
    id,
    state: endedAt === undefined ? 'connected' : 'disconnected',
    connectedTime: acceptedAt,
    ...(endedAt === undefined ? {} : { disconnectedTime: endedAt }),
  });
  const customer = {
    id: `${conversationId}-customer`,
    purpose: 'customer',
    attributes: conversation.command.data,
    callbacks: [{ ...leg(callbackId), callbackNumbers: conversation.command.callbackNumbers }],
  };
  const acd = { id: `${conversationId}-acd`, purpose: 'acd', queueId, callbacks: [leg(queueCallbackId)] };
  const agent = {
    id: `${conversationId}-agent`,
    purpose: 'agent',
    callbacks: [{ ...leg(`${conversationId}-agent-callback`), connectedTime: servedAt }],
    calls: [{ id: `${conversationId}-agent-call`, state: 'dialing', direction: 'outbound' }],
  };
  return {
    id: conversationId,
    startTime: acceptedAt,
    participants: servedAt === undefined ? [customer, acd] : [customer, acd, agent],
    ...(endedAt === undefined ? {} : { endTime: endedAt }),
    selfUri: conversationUri(conversationId),
  };
}

/** `AnalyticsConversationWithoutAttributes`: what a detail query tells of a callback, and nothing of its data. */
export function conversationDetails(conversation: Conversation) {
  const { conversationId, callbackId, queueId, acceptedAt, servedAt, endedAt, command } = conversation;
  const segment = { segmentStart: acceptedAt, segmentType: 'callback', queueId };
  const session = {
    sessionId: callbackId,
    mediaType: 'callback',
    direction: 'outbound',
    callbackNumbers: command.callbackNumbers,
    segments: [segment],
  };
  const customer = { participantId: `${conversationId}-customer`, purpose: 'customer', sessions: [session] };
  const handling = { segmentStart: servedAt, segmentType: 'interact', queueId };
  const agent = {
    participantId: `${conversationId}-agent`,
    purpose: 'agent',
    sessions: [{ sessionId: `${conversationId}-agent`, mediaType: 'callback', segments: [handling] }],
  };
  return {
    conversationId,
    conversationStart: acceptedAt,
    ...(endedAt === undefined ? {} : { conversationEnd: endedAt }),
    originatingDirection: 'outbound',
    participants: servedAt === undefined ? [customer] : [customer, agent],
  };
}

const conversationUri = (conversationId: string): string => `/api/v2/conversations/${conversationId}`;
