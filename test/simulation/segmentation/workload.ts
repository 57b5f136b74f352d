import { createHash } from 'node:crypto';
import type { InteractionCompleted } from '../../../functions/messages/interaction-completed.ts';
import type { SegmentRules } from '../../../functions/messages/segment-rules.ts';
import type { Chance } from '../chance.ts';
import { POISON } from './crm-model.ts';

/** The rules of the runs: two tags stay, one rule adds. */
export const RULES: SegmentRules = {
  queues: [],
  skills: [],
  additiveTags: ['vip', 'lifetime:*'],
  rules: [
    { when: { sentimentBelow: -0.5 }, effect: { addTags: ['lifetime:unhappy'], set: { risk: 'high' } } },
  ],
};

/** A completion and when it is posted, epoch ms. */
export interface Posted {
  readonly at: number;
  readonly completion: InteractionCompleted;
}

/** Completions of one customer: in bursts, out of order, twice, and several that ended at once. */
export function completionsOf(customerId: string, chance: Chance, start: number, lengthMs: number): Posted[] {
  const count = Math.floor(chance.between(1, 25));
  const posts: Posted[] = [];
  let at = start + chance.between(0, lengthMs / 4);
  for (let index = 0; index < count; index++) {
    at = chance.happens(0.7) ? at + chance.between(0, 4000) : at + chance.between(0, lengthMs / count);
    const ended = Math.floor((at - chance.between(0, chance.happens(0.3) ? 600_000 : 100)) / 1000) * 1000;
    const completion: InteractionCompleted = {
      customerId,
      idempotency_key: `${customerId}-${index}`,
      endTime: new Date(ended).toISOString(),
      interactionSummary: `conversation ${index}`,
      sentimentScore: Math.round(chance.between(-10, 10)) / 10,
      tags: ['a', 'b', 'vip', `lifetime:${index % 5}`, POISON].filter((tag) =>
        chance.happens(tag === POISON ? 0.05 : 0.25),
      ),
    };
    posts.push({ at, completion });
    if (chance.happens(0.2)) posts.push({ at: at + chance.between(0, 60_000), completion });
  }
  return posts;
}

/** What the CRM shall have when all is done: the newest, and every tag that stays. Written without the product. */
export function expectedState(completions: readonly InteractionCompleted[]) {
  const all = completions.map((completion) => {
    const unhappy = (completion.sentimentScore ?? 0) < -0.5;
    const tags = [...completion.tags, ...(unhappy ? ['lifetime:unhappy'] : [])];
    const tie = createHash('sha256')
      .update(completion.idempotency_key ?? '')
      .digest('base64url')
      .slice(0, 12);
    return { completion, unhappy, tags, order: `${completion.endTime}|${tie}` };
  });
  const newest = all.reduce((best, one) => (one.order > best.order ? one : best));
  const staying = all.flatMap(({ tags }) => tags).filter((tag) => /^(vip|lifetime:.*)$/.test(tag));
  return {
    attributes: {
      last_interaction_summary: newest.completion.interactionSummary,
      sentiment: newest.completion.sentimentScore,
      ...(newest.unhappy && { risk: 'high' }),
    },
    tags: [...new Set([...newest.tags, ...staying])].sort(),
    updatedAt: newest.completion.endTime,
  };
}
