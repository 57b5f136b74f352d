import type { AdmissionRules } from '../../functions/admission/admit-alert.ts';
import type { ComplianceRules } from '../../functions/compliance/judge-permission.ts';
import type { AllDialingRules } from '../../functions/dialing/dial-alert.ts';
import type { EnrichmentRules } from '../../functions/enrichment/enrich-alert.ts';
import type { FollowUpRules } from '../../functions/follow-up/open-follow-up.ts';
import type { RecoveryRules } from '../../functions/recovery/resume-alert.ts';
import { alertClasses, HOUR, MINUTE, NEW_YORK, protocol, tierRules, windowPolicy } from './builders.ts';
import { UNHURRIED } from './unhurried.ts';

/** The rules of every worker. */
export type WorldRules = AdmissionRules &
  EnrichmentRules &
  ComplianceRules &
  AllDialingRules &
  FollowUpRules &
  RecoveryRules;

/** An armed stage with the ordinary settings. */
export function worldRules(): WorldRules {
  return {
    armed: true,
    allowNumbers: [],
    classes: alertClasses(),
    campaigns: {},
    tiers: tierRules(),
    policy: windowPolicy(),
    protocol: protocol(),
    openingMarginMs: protocol().openingMarginMs,
    maxAgeMs: 4 * HOUR,
    doNotDisturbMaxAgeMs: 5 * MINUTE,
    fallbackZone: NEW_YORK,
    ...UNHURRIED,
  };
}
