import type { Purpose } from '../messages/alert-class.ts';
import type { DialingWindow } from './dialing-window.ts';

/** What is asked: may this number be dialed at this instant? */
export interface PermissionRequest {
  readonly instant: Date;
  readonly phoneE164: string;
  /** The CRM's zone. Present means it was supplied, even when blank or wrong; it then stands alone. */
  readonly explicitTimeZone?: string;
  /** The CRM's flag; only `true` blocks here. */
  readonly doNotDisturb?: boolean;
  readonly purpose: Purpose;
}

/** The rules that apply, as data of the stage. */
export interface PermissionPolicy extends DialingWindow {
  readonly kind: 'window';
  /** Shifts `validUntil` before the closing of the window; never changes `allowed`. @default 0 */
  readonly closingMarginSeconds?: number;
}

/** Why, in one word. The first check that fails names it. */
export type PermissionReason =
  | 'allowed'
  | 'invalid_request'
  | 'do_not_disturb'
  | 'invalid_phone'
  | 'unknown_time_zone'
  | 'outside_window';

/** A zone the called party may be in. `localTime`: `YYYY-MM-DD HH:MM:SS` there at the instant asked about. */
export interface CandidateZone {
  readonly zone: string;
  readonly source: 'explicit';
  readonly localTime: string;
}

/** The verdict with everything needed to explain and to replay it. */
export interface Permission {
  readonly allowed: boolean;
  readonly reason: PermissionReason;
  /** With `outside_window`: the first whole minute when the call is allowed; `null` when none within 14 days. */
  readonly nextAllowedAt?: Date | null;
  /** With `allowed`: from this instant on the permission must be asked again. */
  readonly validUntil?: Date;
  readonly candidateZones: readonly CandidateZone[];
  readonly rulesApplied: readonly {
    readonly id: string;
    readonly citation: string;
    readonly outcome: 'open' | 'closed';
  }[];
  /** One line a check, in the order asked. */
  readonly trace: readonly string[];
  readonly versions: { readonly policy: string; readonly tzdata: string };
}
