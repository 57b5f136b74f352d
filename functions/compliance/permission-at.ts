import { isOpen, nextClosing, nextOpening, seconds } from './dialing-window.ts';
import type {
  CandidateZone,
  Permission,
  PermissionPolicy,
  PermissionReason,
  PermissionRequest,
} from './permission.ts';
import { clockText, isTimeZone, wallClock } from './wall-clock.ts';

/**
 * The verdict for a number whose candidate zones are known. Pure: the same arguments give the same verdict, and bad
 * input gives `invalid_request`, never an exception. No zone means no call.
 */
export function permissionAt(
  zones: readonly string[],
  request: PermissionRequest,
  policy: PermissionPolicy,
): Permission {
  const problem = inputProblem(request, policy);
  if (problem) return verdict('invalid_request', [], policy, [problem]);
  const candidates = candidateZones(zones, request.instant);
  const trace = [`do-not-disturb flag: ${request.doNotDisturb ?? 'absent'}`];
  if (request.doNotDisturb === true) return verdict('do_not_disturb', candidates, policy, trace);
  if (!isE164(request.phoneE164))
    return verdict('invalid_phone', candidates, policy, [...trace, 'not E.164']);
  if (candidates.length === 0 || candidates.length < zones.length) {
    return verdict('unknown_time_zone', candidates, policy, [...trace, 'no usable time zone']);
  }
  trace.push(
    ...candidates.map((c) => `${c.zone}: ${c.localTime}, window ${policy.opensAt}-${policy.closesAt}`),
  );
  return isOpen(policy, zones, request.instant)
    ? allowance(candidates, request, policy, trace)
    : {
        ...verdict('outside_window', candidates, policy, trace),
        nextAllowedAt: nextOpening(policy, zones, request.instant),
      };
}

function allowance(
  candidates: readonly CandidateZone[],
  request: PermissionRequest,
  policy: PermissionPolicy,
  trace: readonly string[],
): Permission {
  const closing = nextClosing(
    policy,
    candidates.map((c) => c.zone),
    request.instant,
  );
  const marginMs = (policy.closingMarginSeconds ?? 0) * 1000;
  return {
    ...verdict('allowed', candidates, policy, trace),
    ...(closing && { validUntil: new Date(closing.getTime() - marginMs) }),
  };
}

function verdict(
  reason: PermissionReason,
  candidates: readonly CandidateZone[],
  policy: PermissionPolicy,
  trace: readonly string[],
): Permission {
  const judged = reason === 'allowed' || reason === 'outside_window';
  return {
    allowed: reason === 'allowed',
    reason,
    candidateZones: candidates,
    rulesApplied: judged
      ? [
          {
            id: 'stage-window',
            citation: 'stage setting dialing.window',
            outcome: reason === 'allowed' ? 'open' : 'closed',
          },
        ]
      : [],
    trace,
    versions: {
      policy: `window ${policy.opensAt}-${policy.closesAt}`,
      tzdata: process.versions.tz ?? 'unknown',
    },
  };
}

function candidateZones(zones: readonly string[], instant: Date): CandidateZone[] {
  return zones.filter(isTimeZone).map((zone) => {
    const { date, secondOfDay } = wallClock(instant, zone);
    return { zone, source: 'explicit', localTime: `${date} ${clockText(secondOfDay)}` };
  });
}

function inputProblem(request: PermissionRequest, policy: PermissionPolicy): string | undefined {
  if (!(request.instant instanceof Date) || Number.isNaN(request.instant.getTime()))
    return 'instant is not a date';
  if (!isClockTime(policy.opensAt)) return 'policy.opensAt is not HH:MM';
  if (!isClockTime(policy.closesAt)) return 'policy.closesAt is not HH:MM';
  if (seconds(policy.opensAt) >= seconds(policy.closesAt))
    return 'policy.opensAt is not before policy.closesAt';
  return undefined;
}

/** The form of an international number: a plus sign and 7 to 15 digits, the first not zero (ITU-T E.164). */
const isE164 = (phone: unknown): boolean => typeof phone === 'string' && /^\+[1-9]\d{6,14}$/.test(phone);

const isClockTime = (text: unknown): boolean =>
  typeof text === 'string' && /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text);
