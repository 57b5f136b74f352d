import { z } from 'zod';
import type { Conversation } from './genesys-callbacks.ts';

const Predicate = z.strictObject({
  type: z.literal('dimension').default('dimension'),
  dimension: z.string(),
  operator: z.literal('matches').default('matches'),
  value: z.string(),
});

const Filter = z.strictObject({ type: z.enum(['and', 'or']), predicates: z.array(Predicate) });

/** The part of a `ConversationQuery` that is understood; anything else is refused, never passed over. */
const Query = z.strictObject({
  interval: z.string(),
  order: z.enum(['asc', 'desc']).default('asc'),
  orderBy: z.literal('conversationStart').default('conversationStart'),
  paging: z
    .strictObject({ pageSize: z.int().min(1).max(100), pageNumber: z.int().min(1) })
    .default({ pageSize: 25, pageNumber: 1 }),
  segmentFilters: z.array(Filter).default([]),
  conversationFilters: z.array(Filter).default([]),
});

/** What a callback is under a dimension a filter may name. */
const DIMENSIONS: Readonly<Record<string, (conversation: Conversation) => readonly string[]>> = {
  conversationId: ({ conversationId }) => [conversationId],
  mediaType: () => ['callback'],
  callbackNumber: ({ command }) => command.callbackNumbers,
  queueId: ({ queueId }) => [queueId],
};

/** Callbacks that a detail query selects, its page and how many there are in all; or what is not simulated. */
export type DetailSearch =
  | { readonly kind: 'found'; readonly page: readonly Conversation[]; readonly total: number }
  | { readonly kind: 'unsupported'; readonly what: string };

/**
 * `POST /api/v2/analytics/conversations/details/query` over callbacks that began on a day the interval touches, as the
 * platform selects them; those accepted less than `lagMs` before `now` are not indexed yet.
 */
export function searchDetails(
  body: unknown,
  callbacks: readonly Conversation[],
  { now, lagMs }: { readonly now: Date; readonly lagMs: number },
): DetailSearch {
  const parsed = Query.safeParse(body);
  if (!parsed.success) return { kind: 'unsupported', what: z.prettifyError(parsed.error) };
  const { interval, order, paging } = parsed.data;
  const filters = [...parsed.data.segmentFilters, ...parsed.data.conversationFilters];
  const unknown = filters
    .flatMap(({ predicates }) => predicates)
    .find(({ dimension }) => !Object.hasOwn(DIMENSIONS, dimension));
  if (unknown) return { kind: 'unsupported', what: `filter by ${unknown.dimension}` };
  const [first = '', last = ''] = interval.split('/').map((instant) => instant.slice(0, 10));
  const selected = callbacks
    .filter(({ acceptedAt }) => acceptedAt.slice(0, 10) >= first && acceptedAt.slice(0, 10) <= last)
    .filter(({ acceptedAt }) => Date.parse(acceptedAt) + lagMs <= now.getTime())
    .filter((callback) => filters.every((filter) => passes(callback, filter)))
    .toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1));
  if (order === 'desc') selected.reverse();
  const begin = (paging.pageNumber - 1) * paging.pageSize;
  return { kind: 'found', page: selected.slice(begin, begin + paging.pageSize), total: selected.length };
}

function passes(
  callback: Conversation,
  {
    type,
    predicates,
  }: { readonly type: 'and' | 'or'; readonly predicates: readonly z.infer<typeof Predicate>[] },
): boolean {
  const holds = ({ dimension, value }: z.infer<typeof Predicate>): boolean =>
    DIMENSIONS[dimension]?.(callback).includes(value) ?? false;
  return type === 'and' ? predicates.every(holds) : predicates.some(holds);
}
