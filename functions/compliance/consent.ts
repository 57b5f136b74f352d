import type { DialingMode, RuleNeeds } from './calling-rule.ts';
import type { PermissionPolicy, PermissionRequest } from './permission.ts';

/** What the policy asks for here, by itself or because a rule does. */
export interface Needs {
  readonly consent: 'express' | 'written' | undefined;
  readonly registry: boolean;
  readonly notReassigned: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const RANKS = { none: 0, express: 1, written: 2 };

/** What is needed for a request under the rules that apply to it. A rule about some modes counts while the mode is unknown. */
export function needsOf(
  policy: PermissionPolicy,
  rules: readonly (RuleNeeds | undefined)[],
  mode: DialingMode | undefined,
): Needs {
  const concerns = ({ modes }: { readonly modes?: readonly DialingMode[] }): boolean =>
    modes === undefined || mode === undefined || modes.includes(mode);
  const levels = rules
    .flatMap((rule) => rule?.consent ?? [])
    .filter(concerns)
    .map(({ level }) => level);
  const byRule = levels.includes('written') ? 'written' : levels[0];
  const registries = rules.flatMap((rule) => rule?.registry ?? []).filter(concerns);
  return {
    consent: policy.requireConsent === 'by_rule' ? byRule : policy.requireConsent ? 'express' : undefined,
    registry:
      policy.requireRegistry === 'by_rule' ? registries.length > 0 : (policy.requireRegistry ?? false),
    notReassigned: policy.requireNotReassigned ?? false,
  };
}

/** Whether consent of a level stands at the instant. */
export function consentVerdict(
  { instant, purpose, consent }: PermissionRequest,
  level: 'express' | 'written',
): 'given' | 'consent_missing' | 'consent_revoked' {
  if (!consent) return 'consent_missing';
  const { grantedAt, revokedAt, purposes } = consent;
  const grantedAgain = grantedAt !== undefined && revokedAt !== undefined && grantedAt > revokedAt;
  if (revokedAt !== undefined && revokedAt <= instant && !grantedAgain) return 'consent_revoked';
  const covers = purposes === undefined || purposes.includes(purpose);
  const begun = grantedAt === undefined || grantedAt <= instant;
  return RANKS[consent.level] >= RANKS[level] && covers && begun ? 'given' : 'consent_missing';
}

/** When consent that stands now ends by a revocation that is known already. */
export function consentEnds({ instant, consent }: PermissionRequest): number {
  const { revokedAt, grantedAt } = consent ?? {};
  const ahead = revokedAt !== undefined && revokedAt > instant && !(grantedAt && grantedAt > revokedAt);
  return ahead ? revokedAt.getTime() : Number.POSITIVE_INFINITY;
}

/** From when on an answer of this date is too old to be believed; at once when there is none. */
export function answerEnds(answer: { readonly asOf: Date } | undefined, policy: PermissionPolicy): number {
  if (!answer) return Number.NEGATIVE_INFINITY;
  return answer.asOf.getTime() + (policy.registryMaxAgeDays ?? 31) * DAY_MS;
}
