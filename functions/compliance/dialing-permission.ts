import type { Permission, PermissionPolicy, PermissionRequest } from './permission.ts';
import { permissionAt } from './permission-at.ts';

/** Whether a number may be dialed at an instant, why, until when, and when next. Pure; see `permissionAt`. */
export function dialingPermission(request: PermissionRequest, policy: PermissionPolicy): Permission {
  return permissionAt(candidateZones(request), request, policy);
}

/** The zones the called party may be in: the CRM's zone stands alone; without one there is none. */
export function candidateZones(request: PermissionRequest): readonly string[] {
  return request.explicitTimeZone === undefined ? [] : [request.explicitTimeZone];
}
