import type { Purpose } from '../messages/alert-class.ts';
import type { Scope } from '../messages/suppression.ts';
import type { Standing, SuppressionInForce } from '../ports/suppressions.ts';
import type { Consent } from './permission.ts';

/** What a call is about, as far as scopes tell calls apart. */
export interface Topic {
  readonly purpose: Purpose;
  /** Absent: the call is about no alert. */
  readonly alertType?: string;
}

/** Nothing was ever said. */
export const NOTHING_SAID: Standing = { suppressions: [], consents: [] };

/** Of the opt-outs that cover a call, the one that lasts longest; `undefined` when none does. */
export function suppressionOf(standing: Standing, topic: Topic): SuppressionInForce | undefined {
  const [longest] = standing.suppressions
    .filter(({ scope }) => covers(scope, topic))
    .toSorted((a, b) => endOf(b) - endOf(a));
  return longest;
}

/** What was last given and last taken back of the consent that covers a call; `undefined` when nothing was said. */
export function consentOf(standing: Standing, topic: Topic): Consent | undefined {
  const words = standing.consents
    .filter(({ scope }) => covers(scope, topic))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  if (words.length === 0) return undefined;
  const given = words.find(({ level }) => level !== 'revoked');
  const revoked = words.find(({ level }) => level === 'revoked');
  return {
    level: given === undefined || given.level === 'revoked' ? 'none' : given.level,
    ...(given && { grantedAt: given.at }),
    ...(revoked && { revokedAt: revoked.at }),
  };
}

const covers = (scope: Scope, { purpose, alertType }: Topic): boolean =>
  scope === 'all' ||
  scope === `purpose:${purpose}` ||
  (alertType !== undefined && scope === `alertType:${alertType}`);

const endOf = ({ until }: SuppressionInForce): number => until?.getTime() ?? Number.POSITIVE_INFINITY;
