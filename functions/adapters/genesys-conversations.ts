import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { Telephony } from '../ports/telephony.ts';
import { Conversation, carries, liveCallbacks, standingOf } from './genesys-conversation.ts';
import type { GenesysRequests } from './genesys-requests.ts';
import { byIds, byNumber, candidates, type Details, DetailsAnswer, wasTakenUp } from './genesys-search.ts';
import type { HttpAnswer } from './http.ts';

/** Looking up and taking back accepted callbacks. */
export function genesysConversations(
  requests: GenesysRequests,
  now: () => Date,
): Pick<Telephony, 'findCall' | 'servedAmong' | 'withdraw'> {
  async function read(callId: string): Promise<Conversation | undefined> {
    const path = `/api/v2/conversations/${encodeURIComponent(callId)}`;
    const answer = await requests.ask({ method: 'GET', path });
    return answer && parsed(Conversation, answer);
  }

  async function search(body: object): Promise<readonly Details[]> {
    const path = '/api/v2/analytics/conversations/details/query';
    const answer = await requests.ask({ method: 'POST', path, body });
    return (answer && parsed(DetailsAnswer, answer).conversations) ?? [];
  }

  return {
    async findCall(sought) {
      for (const conversationId of candidates(await search(byNumber(sought, now())), sought.since)) {
        const conversation = await read(conversationId);
        if (conversation && carries(conversation, sought.attemptId)) return conversationId;
      }
      return undefined;
    },

    async servedAmong(calls) {
      const found = await search(byIds(calls, now()));
      return new Set(found.filter(wasTakenUp).map(({ conversationId }) => conversationId));
    },

    async withdraw(callId) {
      const conversation = await read(callId);
      if (!conversation) return 'served';
      const before = standingOf(conversation);
      if (before !== 'waiting') return before;
      await requests.ask({
        method: 'POST',
        path: '/api/v2/conversations/callbacks/bulk/disconnect',
        body: { callbackDisconnectIdentifiers: liveCallbacks(callId, conversation) },
      });
      // The answer promises nothing (202 without a body): only the conversation itself tells.
      const left = await read(callId);
      const after = left ? standingOf(left) : 'withdrawn';
      if (after === 'waiting')
        throw new TransientError('withdrawal_pending', 'the callback is still waiting');
      return after;
    },
  };
}

/**
 * An answer that cannot be read tells nothing, and the same question may be asked again. A field that is `null` is a
 * field that is not there.
 */
function parsed<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  try {
    return z.parse(
      schema,
      JSON.parse(answer.body, (_name, value: unknown) => value ?? undefined),
    );
  } catch (error) {
    throw new TransientError('genesys_unreadable', 'genesys answered in another shape', { cause: error });
  }
}
