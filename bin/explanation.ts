import { recordedRequest, recordedZones, replay } from '../functions/compliance/decision-record.ts';
import { dialVerdict } from '../functions/compliance/dial-verdict.ts';
import { candidateZones } from '../functions/compliance/dialing-permission.ts';
import type { CandidateZone, Permission, PermissionRequest } from '../functions/compliance/permission.ts';
import { permissionAt } from '../functions/compliance/permission-at.ts';
import { policyFor, type StagePolicies } from '../functions/compliance/stage-policy.ts';
import { DEFAULT_PROTOCOL } from '../functions/dialing/protocol.ts';
import type { Asked, Decision } from '../functions/messages/alert-facts.ts';

/** A verdict with what a person needs to follow it. */
export interface Explanation {
  /** Whether a call would be, or was, let through: the permission with the margins at both ends of the hours. */
  readonly verdict: 'call' | 'no call' | 'not yet';
  readonly at: Date;
  readonly permission: Permission;
  /** The clocks at `at`; those of the permission may be of the closing that is near. */
  readonly clocks: readonly CandidateZone[];
  readonly asked: Omit<Asked, 'customer' | 'versions' | 'sources'> & Partial<Asked>;
  /** The policy it was decided under, where that is not the one it is explained by. */
  readonly decidedUnder?: string;
}

/** Why a recorded decision was made; `undefined` when what was asked is not on it. */
export function explainDecision(decision: Decision, rules: StagePolicies): Explanation | undefined {
  const { asked, at } = decision;
  const request = recordedRequest(decision);
  if (!asked || !request) return undefined;
  const policy = policyFor(rules, asked.purpose);
  const permission = replay(decision, policy);
  if (!permission) return undefined;
  return {
    verdict: permission.allowed ? 'call' : 'no call',
    at,
    permission,
    clocks: permissionAt(recordedZones(decision), request, policy).candidateZones,
    asked,
    ...(permission.versions.policy !== decision.policy && { decidedUnder: decision.policy }),
  };
}

/** Whether a number might be called at an instant, going by the number, its zones and the rules alone. */
export function explainNumber(request: PermissionRequest, rules: StagePolicies): Explanation {
  const zones = candidateZones(request);
  const policy = policyFor(rules, request.purpose);
  const { kind, permission } = dialVerdict(zones, request, policy, DEFAULT_PROTOCOL.openingMarginMs);
  const asPermitted = permissionAt(zones, request, policy);
  return {
    verdict: ({ dial: 'call', refuse: 'no call', wait: 'not yet' } as const)[kind],
    at: request.instant,
    permission,
    clocks: asPermitted.candidateZones,
    asked: {
      purpose: request.purpose,
      regions: [...asPermitted.regions],
      doNotDisturb: request.doNotDisturb ?? false,
    },
  };
}
