import type { Standing } from '../ports/suppressions.ts';

/** What holds for a subject, as the world reads it. Instants are ISO 8601, UTC; `until: null` is for good. */
export interface StandingAnswer {
  readonly suppressions: readonly {
    readonly scope: string;
    readonly since: string;
    readonly until: string | null;
  }[];
  readonly consents: readonly { readonly scope: string; readonly level: string; readonly since: string }[];
}

/** A standing in the world's words, the oldest first. Pure. */
export function standingAnswer({ suppressions, consents }: Standing): StandingAnswer {
  const byAge = (a: { at: Date; scope: string }, b: { at: Date; scope: string }): number =>
    a.at.getTime() - b.at.getTime() || a.scope.localeCompare(b.scope);
  return {
    suppressions: suppressions.toSorted(byAge).map(({ scope, at, until }) => ({
      scope,
      since: at.toISOString(),
      until: until?.toISOString() ?? null,
    })),
    consents: consents
      .toSorted(byAge)
      .map(({ scope, level, at }) => ({ scope, level, since: at.toISOString() })),
  };
}
