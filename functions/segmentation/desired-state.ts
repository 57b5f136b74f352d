import { createHash } from 'node:crypto';
import type { InteractionCompleted } from '../messages/interaction-completed.ts';
import type { Profile, SegmentValue } from '../messages/profile.ts';
import type { SegmentCondition, SegmentRules } from '../messages/segment-rules.ts';

/** What one completion says about its customer. */
export interface Completed {
  readonly customerId: string;
  /** When it ended, as far as it is known. */
  readonly eventAt: Date;
  /** Short hash of its key. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, SegmentValue>>;
  readonly tags: readonly string[];
  readonly additiveTags: readonly string[];
  readonly transcript?: { readonly conversationId: string; readonly maxLength: number };
}

/** Whether completions of this queue or these skills are wanted. */
export function isWanted(completion: InteractionCompleted, { queues, skills }: SegmentRules): boolean {
  if (queues.length === 0 && skills.length === 0) return true;
  if (completion.queue !== undefined && queues.includes(completion.queue)) return true;
  return (completion.skills ?? []).some((skill) => skills.includes(skill));
}

/**
 * What a completion says under the rules. `key`: what tells it from others; `arrivedAt`: when it came, for a
 * completion that does not say when it was.
 */
export function completedOf(
  completion: InteractionCompleted,
  arrival: { readonly key: string; readonly arrivedAt: Date },
  rules: SegmentRules,
): Completed {
  const effects = rules.rules.filter(({ when }) => applies(when, completion)).map(({ effect }) => effect);
  const tags = inOrder([...completion.tags, ...effects.flatMap(({ addTags = [] }) => addTags)]);
  const maxLength = effects.findLast(({ summarizeTranscript }) => summarizeTranscript)?.summarizeTranscript;
  const at = completion.endTime ?? completion.startTime;
  return {
    customerId: completion.customerId,
    eventAt: at === undefined ? arrival.arrivedAt : new Date(at),
    key: createHash('sha256').update(arrival.key).digest('base64url').slice(0, 12),
    attributes: {
      last_interaction_summary: completion.interactionSummary ?? completion.disposition ?? null,
      sentiment: completion.sentimentScore ?? null,
      ...Object.assign({}, ...effects.map(({ set = {} }) => set)),
    },
    tags,
    additiveTags: tags.filter((tag) => rules.additiveTags.some((pattern) => isLike(tag, pattern))),
    ...(maxLength !== undefined &&
      completion.contactId !== undefined && {
        transcript: { conversationId: completion.contactId, maxLength },
      }),
  };
}

/**
 * What tells a completion from others: its own key, or contact and start as guide 001 makes it; without either the
 * request it came with.
 */
export function completionKey(completion: InteractionCompleted, edgeId: string): string {
  if (completion.idempotency_key !== undefined) return completion.idempotency_key;
  const { contactId, startTime } = completion;
  if (contactId === undefined || startTime === undefined) return `request ${edgeId}`;
  return `${contactId}-${new Date(startTime).toISOString()}`;
}

/** Every tag the CRM shall show: those of the newest completion and those that stay. */
export const tagsOf = ({ tags, additiveTags }: Pick<Profile, 'tags' | 'additiveTags'>): readonly string[] =>
  inOrder([...tags, ...additiveTags]);

/** Each once, in an order that does not depend on when they came. */
export const inOrder = (tags: readonly string[]): string[] => [...new Set(tags)].sort();

function applies(when: SegmentCondition, completion: InteractionCompleted): boolean {
  const { tags, sentimentScore: sentiment, channel } = completion;
  const outcome = completion.disposition ?? completion.interactionSummary;
  return [
    when.disposition === undefined || (outcome !== undefined && when.disposition.includes(outcome)),
    when.anyTag === undefined || when.anyTag.some((tag) => tags.includes(tag)),
    when.allTags === undefined || when.allTags.every((tag) => tags.includes(tag)),
    when.sentimentBelow === undefined || (sentiment !== undefined && sentiment < when.sentimentBelow),
    when.sentimentAtLeast === undefined || (sentiment !== undefined && sentiment >= when.sentimentAtLeast),
    when.channel === undefined || (channel !== undefined && when.channel.includes(channel)),
  ].every(Boolean);
}

const isLike = (tag: string, pattern: string): boolean =>
  pattern.endsWith('*') ? tag.startsWith(pattern.slice(0, -1)) : tag === pattern;
