import * as z from 'zod/mini';
import type { AcceptedCalls, SoughtCall } from '../ports/telephony.ts';
import { isAgent } from './genesys-conversation.ts';

/** The platform's clock may be this far behind ours. */
const CLOCK_ERROR_MS = 60_000;

/** Callbacks to one number since the attempt; more of them than this are not looked at. */
const MOST_CANDIDATES = 10;

/** `AnalyticsConversationQueryResponse`; its participants carry no attributes. */
const Session = z.object({
  mediaType: z.optional(z.string()),
  segments: z.optional(z.array(z.object({ segmentType: z.optional(z.string()) }))),
});
const Details = z.object({
  conversationId: z.string(),
  conversationStart: z.optional(z.string()),
  participants: z.optional(
    z.array(z.object({ purpose: z.optional(z.string()), sessions: z.optional(z.array(Session)) })),
  ),
});
/** The answer of the search. */
export const DetailsAnswer = z.object({ conversations: z.optional(z.array(Details)) });
/** What the search tells of one conversation. */
export type Details = z.infer<typeof Details>;

/**
 * No query of the platform filters by participant attributes, so the number narrows it down and each conversation
 * found is read. The interval selects whole days of the conversation's start; the newest come first.
 * (`POST /api/v2/analytics/conversations/details/query`, JavaScript SDK 262; reference/genesys-cloud.md section 4)
 */
export const byNumber = ({ since, phoneE164 }: SoughtCall, now: Date): object => ({
  ...newestSince(since, now),
  segmentFilters: [
    {
      type: 'and',
      predicates: [matches('mediaType', 'callback'), matches('callbackNumber', phoneE164)],
    },
  ],
});

/** The search for some conversations, by their ids. */
export const byIds = ({ callIds, since }: AcceptedCalls, now: Date): object => ({
  ...newestSince(since, now),
  conversationFilters: [{ type: 'or', predicates: callIds.map((id) => matches('conversationId', id)) }],
});

function newestSince(since: Date, now: Date) {
  const from = new Date(since.getTime() - CLOCK_ERROR_MS);
  return {
    interval: `${from.toISOString()}/${new Date(now.getTime() + CLOCK_ERROR_MS).toISOString()}`,
    order: 'desc',
    orderBy: 'conversationStart',
    paging: { pageSize: 100, pageNumber: 1 },
  };
}

const matches = (dimension: string, value: string) => ({
  type: 'dimension',
  dimension,
  operator: 'matches',
  value,
});

/** Those that began soonest after the attempt first: a call is accepted within minutes, or not at all. */
export function candidates(found: readonly Details[], since: Date): string[] {
  const earliest = since.getTime() - CLOCK_ERROR_MS;
  return found
    .filter(({ conversationStart }) => !(Date.parse(conversationStart ?? '') < earliest))
    .reverse()
    .slice(0, MOST_CANDIDATES)
    .map(({ conversationId }) => conversationId);
}

/** What an agent does with a callback once it has been taken up; before that it only alerts. */
const HANDLING: ReadonlySet<string> = new Set(['interact', 'dialing', 'contacting', 'hold', 'wrapup']);

/** Whether the search has seen somebody take the callback up: an agent at work, or a call that was made for it. */
export const wasTakenUp = ({ participants = [] }: Details): boolean =>
  participants.some(({ purpose, sessions = [] }) =>
    sessions.some(
      ({ mediaType, segments = [] }) =>
        mediaType === 'voice' ||
        (isAgent(purpose) && segments.some(({ segmentType = '' }) => HANDLING.has(segmentType))),
    ),
  );
