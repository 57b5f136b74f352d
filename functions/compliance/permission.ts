import type { Purpose } from '../messages/alert-class.ts';
import type { CallingRule, Cap, DialingMode, HolidayCalendars } from './calling-rule.ts';
import type { DialingWindow } from './dialing-window.ts';

/** A call that was made, or reserved: attempts count, not answers. */
export interface Attempt {
  readonly at: Date;
  readonly customer: string;
  /** What it was about, e.g. the sensor. */
  readonly subject: string;
  /** What came of it; needed only by caps that count something else than attempts. */
  readonly outcome?: 'conversation' | 'abandoned' | 'refused';
}

/** What the called party has agreed to. A later revocation ends a grant, a later grant ends a revocation. */
export interface Consent {
  readonly level: 'none' | 'express' | 'written';
  readonly grantedAt?: Date;
  readonly revokedAt?: Date;
  /** What it covers. @default every purpose */
  readonly purposes?: readonly Purpose[];
}

/** A declared emergency, or another ban the operator switched on, where the called party is. */
export interface Blackout {
  readonly id: string;
  /** @default it has begun */
  readonly from?: Date;
  /** @default until further notice */
  readonly until?: Date;
}

/** What is asked: may this number be dialed at this instant? */
export interface PermissionRequest {
  readonly instant: Date;
  readonly phoneE164: string;
  /** The CRM's zone. Present means it was supplied, even when blank or wrong; it then stands alone. */
  readonly explicitTimeZone?: string;
  /** The CRM's flag; only `true` blocks here. */
  readonly doNotDisturb?: boolean;
  readonly purpose: Purpose;
  /** @default only rules about every mode apply */
  readonly dialingMode?: DialingMode;
  /** ISO 3166 codes of where the called party lives. @default the regions of the area code, also when empty */
  readonly regions?: readonly string[];
  /** On our own list before this instant; `null` is for good. @default not on the list */
  readonly suppressedUntil?: Date | null;
  readonly consent?: Consent;
  /** What the do-not-call registry said, and of which date its list is. */
  readonly registry?: { readonly listed: boolean; readonly asOf: Date };
  /** Whether the number has another owner since consent was given; only `no` is a no. */
  readonly reassigned?: { readonly answer: 'yes' | 'no' | 'no_data'; readonly asOf: Date };
  /** Whose attempts count. @default all attempts given are this customer's */
  readonly customer?: string;
  /** What the call is about. @default all attempts given are about it */
  readonly subject?: string;
  readonly attempts?: readonly Attempt[];
  readonly blackout?: Blackout;
}

/** What every policy may add to its hours. */
export interface PolicyTerms {
  readonly caps?: readonly Cap[];
  /** `by_rule` asks for consent where a rule does. @default consent is not judged */
  readonly requireConsent?: boolean | 'by_rule';
  /** `by_rule` asks the do-not-call registry where a rule does. @default the registry is not judged */
  readonly requireRegistry?: boolean | 'by_rule';
  /** @default not judged */
  readonly requireNotReassigned?: boolean;
  /** A call of purpose `emergency` may be made outside the hours. @default false */
  readonly emergencyOverride?: boolean;
  /** How old answers may be, in days. @default 31 (16 CFR 310.4(b)(3)(iv)) */
  readonly registryMaxAgeDays?: number;
  /** The version of the runtime's zone data, to judge another runtime's. @default this runtime's */
  readonly tzdata?: string;
  /** Shifts `validUntil` before the closing of the window; never changes `allowed`. @default 0 */
  readonly closingMarginSeconds?: number;
}

/** The same hours every day, everywhere. */
export interface WindowPolicy extends DialingWindow, PolicyTerms {
  readonly kind: 'window';
}

/** The hours, caps and needs of every rule that matches region, purpose and mode; all must be open. */
export interface JurisdictionPolicy extends PolicyTerms {
  readonly kind: 'jurisdiction';
  /** Every rule there is; the request decides which of them apply. */
  readonly rules: readonly CallingRule[];
  /** Local dates that are holidays for every rule that treats any specially, `YYYY-MM-DD`. */
  readonly holidayDates?: readonly string[];
  /** Holidays by calendar. Without it and without `holidayDates` no day is a holiday. */
  readonly holidays?: HolidayCalendars;
  /** Refuses where no rule sets hours for the purpose. @default no rule means no limit */
  readonly requireRule?: boolean;
  /** Rules that presume the area code apply even when `regions` names other places. @default false */
  readonly presumeAreaCode?: boolean;
}

/** The rules that apply, as data of the stage. */
export type PermissionPolicy = WindowPolicy | JurisdictionPolicy;

/** Why, in one word, in the order of the checks. The first check that fails names it. */
export type PermissionReason =
  | 'allowed'
  | 'invalid_request'
  | 'do_not_disturb'
  | 'suppressed'
  | 'consent_missing'
  | 'consent_revoked'
  | 'invalid_phone'
  | 'registry_listed'
  | 'number_reassigned'
  | 'unknown_time_zone'
  | 'blackout'
  | 'outside_window'
  | 'frequency_limit'
  | 'data_stale';

/**
 * A zone the called party may be in and how it is known: from the CRM, or from the number by its prefix, its area code
 * or its calling code. A number that does not exist adds one of source `invalid_phone` and without a zone.
 */
export interface PhoneZone {
  readonly zone: string;
  readonly source: 'explicit' | 'prefix' | 'area_code' | 'calling_code' | 'invalid_phone';
}

/** A zone that was looked at. `localTime`: `YYYY-MM-DD HH:MM:SS` there at the instant asked about. */
export interface CandidateZone extends PhoneZone {
  readonly localTime: string;
}

/** A rule that was looked at. `no_hours`: it sets none; `stale`: its holiday list has ended. */
export interface AppliedRule {
  readonly id: string;
  readonly citation: string;
  readonly outcome: 'open' | 'closed' | 'holiday' | 'no_hours' | 'stale';
}

/** A cap that was looked at. `resetsAt`: when it allows a call again; `null` when never. */
export interface CapUse {
  readonly id: string;
  readonly used: number;
  readonly max: number;
  readonly resetsAt?: Date | null;
}

/** Of what age the data are that were used. */
export interface PermissionVersions {
  /** The hours in words and a hash of the whole policy. */
  readonly policy: string;
  readonly phoneMap: string;
  readonly phoneMetadata: string;
  readonly tzdata: string;
  readonly holidays: string;
}

/** The verdict with everything needed to explain and to replay it. Nothing in it tells who is called. */
export interface Permission {
  readonly allowed: boolean;
  readonly reason: PermissionReason;
  /**
   * With a refusal: the first whole minute when the call is allowed; `null` when none within 14 days, or when waiting
   * does not help.
   */
  readonly nextAllowedAt?: Date | null;
  /** With `allowed`: from this instant on the permission must be asked again. Absent: not within 14 days. */
  readonly validUntil?: Date;
  readonly candidateZones: readonly CandidateZone[];
  /** ISO 3166 codes whose rules were looked for. */
  readonly regions: readonly string[];
  readonly rulesApplied: readonly AppliedRule[];
  readonly caps: readonly CapUse[];
  /** One line a check, in the order asked. */
  readonly trace: readonly string[];
  readonly versions: PermissionVersions;
}
