import type { PreviewSettings } from '../messages/preview-settings.ts';

/** The route of a contact, and which rule chose it. */
export interface RouteChoice {
  readonly route: string;
  readonly verdict: 'tier' | 'review_missing_tier' | 'review_unknown_tier';
}

/** Which agents a contact is for. A tier that is missing or that no rule names goes to the review route. Pure. */
export function routePreview(tier: string | undefined, settings: PreviewSettings): RouteChoice {
  const { byTier, reviewRoute } = settings;
  if (tier === undefined || tier.trim() === '') return { route: reviewRoute, verdict: 'review_missing_tier' };
  const route = Object.hasOwn(byTier, tier) ? byTier[tier] : undefined;
  return route === undefined
    ? { route: reviewRoute, verdict: 'review_unknown_tier' }
    : { route, verdict: 'tier' };
}

/**
 * The route of a contact that is offered again. It stays on its list: a route that leads to another one cannot take it.
 * Pure.
 */
export function requeueRoute(
  { route, campaignId }: { readonly route: string; readonly campaignId: string },
  pushedFor: string,
  { requeue, routes }: PreviewSettings,
): string {
  const next = requeue && routes[requeue.route];
  return next && (next.campaignId ?? pushedFor) === campaignId ? requeue.route : route;
}

/** Routes that are named and not there, with their paths below the block. Pure. */
export function routeProblems({ routes, byTier, reviewRoute, requeue }: PreviewSettings): string[] {
  const named: [string, string][] = [
    ...Object.entries(byTier).map(([tier, route]): [string, string] => [`byTier.${tier}`, route]),
    ['reviewRoute', reviewRoute],
    ...(requeue ? [['requeue.route', requeue.route] satisfies [string, string]] : []),
  ];
  return named
    .filter(([, route]) => !Object.hasOwn(routes, route))
    .map(([path, route]) => `${path}: routes names no "${route}"`);
}
