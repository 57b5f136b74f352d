import type { Permission, PermissionPolicy, PermissionRequest, PhoneZone } from './permission.ts';
import { permissionAt } from './permission-at.ts';
import { NO_NUMBER, phoneZones } from './phone-zones.ts';

/**
 * Whether a number may be dialed at an instant, why, until when, and when next. Pure: the same arguments give the same
 * verdict on the same zone data. Takes anything; see `permissionAt`.
 */
export function dialingPermission(request: PermissionRequest, policy: PermissionPolicy): Permission {
  return permissionAt(candidateZones(request), request, policy);
}

/**
 * The zones the called party may be in: the CRM's zone stands alone, even when blank or wrong; without one the number
 * tells. Whether there is such a number is told in any case. Carries the phone metadata: only who must know a number's
 * type imports it.
 */
export function candidateZones(request: PermissionRequest): readonly PhoneZone[] {
  if (typeof request?.phoneE164 !== 'string') return [];
  const byNumber = phoneZones(request.phoneE164);
  const { explicitTimeZone: zone } = request;
  if (zone === undefined) return byNumber;
  const explicit: PhoneZone = { zone, source: 'explicit' };
  return byNumber.includes(NO_NUMBER) ? [explicit, NO_NUMBER] : [explicit];
}
