import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { CallRequest, Telephony } from '../ports/telephony.ts';
import { genesysConversations } from './genesys-conversations.ts';
import { genesysDoNotCall } from './genesys-do-not-call.ts';
import { genesysHeaders, genesysRequests } from './genesys-requests.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import { onceOnlyFailure } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';
import { sendOnce } from './once-only.ts';

/** What the stage says about its Genesys organization. */
export interface GenesysSettings {
  /** Presented to the called party, E.164; a trunk may override it. */
  readonly callerId: string;
  /** Routing queue name to queue id. */
  readonly queueIds: Readonly<Record<string, string>>;
  /** Id of the internal do-not-call list that follows ours. @default none follows */
  readonly doNotCallListId?: string | undefined;
  /** The whole request, ms (T of the dialing protocol). */
  readonly requestMs: number;
}

/**
 * Our own bounds for call data until the organization's limits say otherwise: the vendor publishes none.
 * (reference/genesys-cloud.md section 1.5)
 */
const MAX_VALUE_LENGTH = 255;

/** The platform's conversation ids are UUIDs; anything else is no id that could be asked about later. */
const CreateCallbackResponse = z.object({ conversation: z.object({ id: z.guid() }) });

/** Genesys Cloud: a call is an ACD callback on a routing queue (`POST /api/v2/conversations/callbacks`). */
export function genesysTelephony(
  api: HttpClient,
  tokens: TokenSource,
  settings: GenesysSettings,
  now: () => Date,
): Telephony {
  return {
    ...genesysConversations(genesysRequests(api, tokens, settings.requestMs, now), now),
    ...genesysDoNotCall(genesysRequests(api, tokens, settings.requestMs, now), settings.doNotCallListId),

    async prepare() {
      await tokens.ready();
    },

    async placeCall(request, mayStillSend) {
      const body = JSON.stringify(callbackCommand(request, settings));
      const token = tokens.atHand();
      if (token === undefined) throw new TransientError('not_sent', 'no valid token is at hand');
      const headers = genesysHeaders(token);
      const path = '/api/v2/conversations/callbacks';
      const sent = { method: 'POST', path, headers, body, deadlineMs: settings.requestMs } as const;
      const answer = await sendOnce('genesys', api, sent, mayStillSend);
      if (answer.status === 401) tokens.refused(token);
      if (answer.status < 200 || answer.status >= 300) throw onceOnlyFailure('genesys', answer, now());
      return conversationId(answer);
    },
  };
}

/** `CreateCallbackCommand` of the vendor's SDK. */
function callbackCommand(request: CallRequest, settings: GenesysSettings): object {
  const queueId = settings.queueIds[request.routingQueue];
  if (queueId === undefined) {
    throw new RejectedError(
      'unknown_routing_queue',
      `telephony.queueIds names no queue ${request.routingQueue}`,
    );
  }
  for (const [name, value] of Object.entries(request.callData)) {
    if (value.length > MAX_VALUE_LENGTH) {
      throw new RejectedError('call_data_too_long', `callData.${name} is longer than ${MAX_VALUE_LENGTH}`);
    }
  }
  return {
    callbackNumbers: [request.phoneE164],
    callerId: settings.callerId,
    routingData: { queueId, priority: request.priority, skillIds: request.skillIds },
    data: { ...request.callData },
  };
}

/** Success is an id in the body, never a status code. */
function conversationId(answer: HttpAnswer): string {
  try {
    return CreateCallbackResponse.parse(JSON.parse(answer.body)).conversation.id;
  } catch {
    throw new UnknownOutcomeError(
      'genesys_no_id',
      `genesys answered ${answer.status} without a conversation id`,
    );
  }
}
