import type { Permission, PermissionPolicy, PermissionRequest, PhoneZone } from './permission.ts';
import { permissionAt } from './permission-at.ts';

/** May we send a request right now, knowing that the phone rings somewhat later and clocks differ somewhat? */
export type DialVerdict =
  | { readonly kind: 'dial'; readonly permission: Permission }
  /** `nextAllowedAt`: when a closed window opens again. */
  | { readonly kind: 'refuse'; readonly permission: Permission; readonly nextAllowedAt?: Date }
  /** Too close behind the opening: ask again at `until`. */
  | { readonly kind: 'wait'; readonly permission: Permission; readonly until: Date };

/**
 * The permission with both margins: open for `openingMarginMs` already, and not past `validUntil`, which lies the
 * policy's closing margin before the close. Pure; one rule for the compliance worker, the grant and the guard.
 */
export function dialVerdict(
  zones: readonly (PhoneZone | string)[],
  request: PermissionRequest,
  policy: PermissionPolicy,
  openingMarginMs: number,
): DialVerdict {
  const permission = permissionAt(zones, request, policy);
  if (!permission.allowed) {
    const { nextAllowedAt } = permission;
    return { kind: 'refuse', permission, ...(nextAllowedAt && { nextAllowedAt }) };
  }
  if (permission.validUntil && request.instant >= permission.validUntil) {
    return tooLate(zones, request, policy, permission.validUntil);
  }
  const earlier = new Date(request.instant.getTime() - openingMarginMs);
  return permissionAt(zones, { ...request, instant: earlier }, policy).allowed
    ? { kind: 'dial', permission }
    : { kind: 'wait', permission, until: new Date(request.instant.getTime() + openingMarginMs) };
}

/** Inside the closing margin: the verdict is the one that will hold when the window has closed. */
function tooLate(
  zones: readonly (PhoneZone | string)[],
  request: PermissionRequest,
  policy: PermissionPolicy,
  validUntil: Date,
): DialVerdict {
  const closing = new Date(validUntil.getTime() + (policy.closingMarginSeconds ?? 0) * 1000);
  const permission = permissionAt(zones, { ...request, instant: closing }, policy);
  return {
    kind: 'refuse',
    permission,
    ...(permission.nextAllowedAt && { nextAllowedAt: permission.nextAllowedAt }),
  };
}

/**
 * When a refusal gives the slot back: at the next opening, if the slot would outlive it, so that one case covers the
 * closed hours and the first alert of the morning is called.
 */
export function releaseAt(
  verdict: Extract<DialVerdict, { kind: 'refuse' }>,
  slotUntil: Date,
): { readonly releaseAt?: Date } {
  const { nextAllowedAt } = verdict;
  return nextAllowedAt && nextAllowedAt < slotUntil ? { releaseAt: nextAllowedAt } : {};
}

/** Whether a do-not-disturb flag read at `fetchedAt` is too old to be believed. */
export function isUnknown(fetchedAt: Date, now: Date, maxAgeMs: number): boolean {
  return now.getTime() - fetchedAt.getTime() > maxAgeMs;
}
