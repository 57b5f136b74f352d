import type { AlertClass } from '../messages/alert-class.ts';
import type { Route } from '../messages/alert-facts.ts';
import type { TierRules } from '../messages/settings.ts';

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
    return { ...byClass, verdict: 'class_route', ...campaignOf(alertClass) };
  return {
    routingQueue: found.routingQueue ?? byClass.routingQueue,
    skillIds: [...byClass.skillIds, ...(found.skillIds ?? [])],
    priority,
    verdict: 'tier_route',
  };
}

/** A campaign has agents of its own, so that only who goes where the class goes may be called by it. */
const campaignOf = ({ campaign }: AlertClass) => (campaign === undefined ? {} : { campaign });
