import { allowedUntil, nextAllowed } from './allowed-time.ts';
import { dateOf } from './calendar-day.ts';
import { steadyOffsetMs } from './clock-changes.ts';
import { DAY_MS, localDay } from './dialing-window.ts';
import { PHONE_MAP_VERSION, PHONE_METADATA_VERSION } from './generated/versions.ts';
import type {
  CandidateZone,
  Permission,
  PermissionPolicy,
  PermissionRequest,
  PermissionVersions,
  PhoneZone,
} from './permission.ts';
import { type Check, capUses, checksOf } from './permission-checks.ts';
import { type Facts, factsOf } from './permission-facts.ts';
import { policyVersion } from './policy-version.ts';
import { isQuestion, questionFlaw } from './request-flaw.ts';
import { appliedRules, type ExplainedRule } from './rules-applied.ts';
import { clockText } from './wall-clock.ts';

/**
 * The verdict for a number whose candidate zones are known; a bare zone name counts as the CRM's. Pure: the same
 * arguments give the same verdict on the same zone data. Takes anything: bad input gives `invalid_request` with the
 * field in the trace, never an exception. No zone means no call. Imports nothing heavy.
 */
export function permissionAt(
  zones: readonly (PhoneZone | string)[],
  request: PermissionRequest,
  policy: PermissionPolicy,
): Permission {
  const asked = { zones, request, policy };
  return isQuestion(asked) ? judged(factsOf(asked)) : unusable(questionFlaw(asked) ?? 'request');
}

function judged(facts: Facts): Permission {
  const caps = capUses(facts);
  const rules = appliedRules(facts);
  const checks = checksOf(facts, rules, caps);
  const failed = checks.filter(({ passes }) => !passes);
  const reason = failed[0]?.reason ?? 'allowed';
  return {
    allowed: reason === 'allowed',
    reason,
    ...(failed.length > 0 ? { nextAllowedAt: nextAfter(facts, failed) } : validity(facts)),
    candidateZones: facts.zones.map((one) => candidateZone(one, facts.now)),
    regions: facts.regions,
    rulesApplied: rules.map(({ details: _, ...rule }) => rule),
    caps,
    trace: traceOf(checks, rules),
    versions: versionsOf(facts),
  };
}

/** Waiting helps only when every failure is about time. */
function nextAfter(facts: Facts, failed: readonly Check[]): Date | null {
  return failed.every(({ isAboutTime }) => isAboutTime) ? nextAllowed(facts) : null;
}

function validity(facts: Facts): { readonly validUntil?: Date } {
  const closing = allowedUntil(facts);
  const marginMs = (facts.policy.closingMarginSeconds ?? 0) * 1000;
  return closing === undefined ? {} : { validUntil: new Date(closing - marginMs) };
}

function traceOf(checks: readonly Check[], rules: readonly ExplainedRule[]): readonly string[] {
  return checks.flatMap(({ reason, passes, detail }) => [
    `${reason}: ${passes ? 'passed' : 'FAILED'}, ${detail}`,
    ...(reason === 'outside_window' ? rules.flatMap(({ details }) => details) : []),
  ]);
}

function candidateZone({ zone, source }: PhoneZone, now: number): CandidateZone {
  const offsetMs = steadyOffsetMs(zone, now);
  const day = localDay(now, offsetMs);
  const secondOfDay = Math.floor((now + offsetMs - day * DAY_MS) / 1000);
  return { zone, source, localTime: `${dateOf(day)} ${clockText(secondOfDay)}` };
}

function versionsOf({ policy, tzdata }: Facts): PermissionVersions {
  return {
    policy: policyVersion(policy),
    phoneMap: PHONE_MAP_VERSION,
    phoneMetadata: PHONE_METADATA_VERSION,
    tzdata,
    holidays: holidaysVersion(policy),
  };
}

function holidaysVersion(policy: PermissionPolicy): string {
  if (policy.kind === 'window') return 'none';
  return policy.holidays?.version ?? (policy.holidayDates ? 'dates of the policy' : 'none');
}

function unusable(flaw: string): Permission {
  return {
    allowed: false,
    reason: 'invalid_request',
    nextAllowedAt: null,
    candidateZones: [],
    regions: [],
    rulesApplied: [],
    caps: [],
    trace: [`invalid_request: FAILED, ${flaw} cannot be used`],
    versions: {
      policy: 'unknown',
      phoneMap: PHONE_MAP_VERSION,
      phoneMetadata: PHONE_METADATA_VERSION,
      tzdata: process.versions.tz ?? 'unknown',
      holidays: 'unknown',
    },
  };
}
