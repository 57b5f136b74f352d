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

/** Routes that are named and not there, with their paths below the block. Pure. */
export function routeProblems({ routes, byTier, reviewRoute }: PreviewSettings): string[] {
  const named: [string, string][] = [
    ...Object.entries(byTier).map(([tier, route]): [string, string] => [`byTier.${tier}`, route]),
    ['reviewRoute', reviewRoute],
  ];
  return named
    .filter(([, route]) => !Object.hasOwn(routes, route))
    .map(([path, route]) => `${path}: routes names no "${route}"`);
}
