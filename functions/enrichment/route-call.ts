import type { AlertClass } from '../messages/alert-class.ts';
import type { Route } from '../messages/alert-facts.ts';

/** Where a tier's calls go instead of the class's queue; `{}` says: the tier is known, the class decides. */
export interface TierRoute {
  readonly routingQueue?: string;
  readonly skillIds?: readonly string[];
}

/** How customers of each account tier are routed. */
export interface TierRules {
  /** By account tier, spelled as the CRM spells it. */
  readonly byTier: Readonly<Record<string, TierRoute>>;
  /** Takes calls to customers whose tier is missing or unknown: a named queue, never the class's by default. */
  readonly reviewQueue: string;
}

/** Who takes the call, and the name of the rule that said so. */
export function routeCall(tier: string | undefined, alertClass: AlertClass, rules: TierRules): Route {
  const { priority } = alertClass;
  const byClass = { routingQueue: alertClass.routingQueue, skillIds: [...alertClass.skillIds], priority };
  if (tier === undefined || tier.trim() === '') {
    return { ...byClass, routingQueue: rules.reviewQueue, verdict: 'review_missing_tier' };
  }
  const found = Object.hasOwn(rules.byTier, tier) ? rules.byTier[tier] : undefined;
  if (!found) return { ...byClass, routingQueue: rules.reviewQueue, verdict: 'review_unknown_tier' };
  if (found.routingQueue === undefined && found.skillIds === undefined)
    return { ...byClass, verdict: 'class_route' };
  return {
    routingQueue: found.routingQueue ?? byClass.routingQueue,
    skillIds: [...byClass.skillIds, ...(found.skillIds ?? [])],
    priority,
    verdict: 'tier_route',
  };
}
