import type { Purpose } from '../messages/alert-class.ts';
import type { PurposeRules } from '../messages/settings.ts';
import { CALLING_HOURS } from './generated/calling-hours.ts';
import { HOLIDAYS } from './generated/holidays.ts';
import type { PermissionPolicy } from './permission.ts';

/** The rules of a stage: its own hours, and what holds besides or instead for calls of some purposes. */
export interface StagePolicies {
  readonly policy: PermissionPolicy;
  readonly purposes?: { readonly [Of in Purpose]?: PurposeRules | undefined };
  /** Whether calls are noted although no rule counts them: agents are shown the last ones. @default they are not */
  readonly remembersCalls?: boolean;
}

/**
 * The policy for calls of a purpose. `jurisdiction` takes the calling-hours rules of where the number was given out
 * instead of the stage's hours, and refuses where no rule sets any. Pure.
 */
export function policyFor({ policy, purposes }: StagePolicies, purpose: Purpose): PermissionPolicy {
  const own = purposes?.[purpose];
  if (!own) return policy;
  const { hours, ...terms } = own;
  if (hours === 'window') return { ...policy, ...terms };
  return {
    kind: 'jurisdiction',
    rules: CALLING_HOURS,
    holidays: HOLIDAYS,
    presumeAreaCode: true,
    requireRule: true,
    closingMarginSeconds: policy.closingMarginSeconds ?? 0,
    ...terms,
  };
}
