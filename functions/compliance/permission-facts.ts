import { type CompiledCap, policyCap } from './caps.ts';
import { type CompiledRule, compiledRules } from './compiled-rule.ts';
import { type Needs, needsOf } from './consent.ts';
import { calendarHolidays, datedHolidays, NO_HOLIDAYS } from './holidays.ts';
import type { JurisdictionPolicy, PermissionPolicy, PermissionRequest, PhoneZone } from './permission.ts';
import { isWithin, numberRegions } from './regions.ts';
import type { Question } from './request-flaw.ts';
import { type AppliedHours, type HolidaySource, ruleHours, stageHours } from './rule-hours.ts';
import { isTimeZone } from './wall-clock.ts';
import { unknownChanges, type ZoneChange } from './zone-freshness.ts';

/** Everything a verdict is made from, worked out once. */
export interface Facts {
  readonly request: PermissionRequest;
  readonly policy: PermissionPolicy;
  readonly now: number;
  /** Zones the runtime knows, each once. */
  readonly zones: readonly PhoneZone[];
  /** Whether a candidate is no zone of the tz database. */
  readonly hasUnknownZone: boolean;
  readonly hasNoNumber: boolean;
  readonly regions: readonly string[];
  readonly hours: readonly AppliedHours[];
  /** Regions for which no rule sets hours, where the policy wants one. */
  readonly unruled: readonly string[];
  readonly caps: readonly CompiledCap[];
  readonly needs: Needs;
  readonly tzdata: string;
  /** What the zone data do not know yet. */
  readonly changes: readonly (ZoneChange & { readonly zone: string })[];
  /** The override is on and meant for this call. */
  readonly overridden: boolean;
}

/** The facts of a question. */
export function factsOf({ zones: given, request, policy }: Question): Facts {
  const candidates = given.map(
    (one): PhoneZone => (typeof one === 'string' ? { zone: one, source: 'explicit' } : one),
  );
  const places = candidates.filter(({ source }) => source !== 'invalid_phone');
  const zones = unique(places.filter(({ zone }) => isTimeZone(zone)));
  const tzdata = policy.tzdata ?? process.versions.tz ?? 'unknown';
  return {
    request,
    policy,
    now: request.instant.getTime(),
    zones,
    hasUnknownZone: places.some(({ zone }) => !isTimeZone(zone)),
    hasNoNumber: candidates.length > places.length || !isE164(request.phoneE164),
    tzdata,
    changes: zones.flatMap(({ zone }) => unknownChanges(zone, tzdata).map((change) => ({ ...change, zone }))),
    overridden: policy.emergencyOverride === true && request.purpose === 'emergency',
    ...(policy.kind === 'window'
      ? {
          regions: request.regions ?? [],
          hours: [stageHours(policy)],
          unruled: [],
          caps: (policy.caps ?? []).map(policyCap),
          needs: needsOf(policy, [], request.dialingMode),
        }
      : lawOf(request, policy)),
  };
}

function lawOf(request: PermissionRequest, policy: JurisdictionPolicy) {
  const byNumber = isE164(request.phoneE164) ? numberRegions(request.phoneE164) : [];
  const given = request.regions ?? [];
  const regions = given.length > 0 ? given : byNumber;
  const presumed = policy.presumeAreaCode ? byNumber : [];
  const all = compiledRules(policy.rules);
  const rules = (typeof all === 'string' ? [] : all.rules)
    .filter(({ rule }) => concerns(rule, request))
    .filter(({ rule: { jurisdiction, areaCodePresumption } }) => {
      const reached = areaCodePresumption ? [...regions, ...presumed] : regions;
      return jurisdiction === '*' || reached.some((region) => isWithin(region, jurisdiction));
    });
  const source = holidaySource(policy);
  return {
    regions,
    hours: rules.map((rule) => ruleHours(rule, source)),
    unruled: policy.requireRule ? unruled(rules, regions) : [],
    caps: [...(policy.caps ?? []).map(policyCap), ...rules.flatMap(({ caps }) => caps)],
    needs: needsOf(
      policy,
      rules.map(({ rule }) => rule.needs),
      request.dialingMode,
    ),
  };
}

function concerns({ purposes, channels }: CompiledRule['rule'], { purpose, dialingMode }: PermissionRequest) {
  return (
    purposes.includes(purpose) &&
    (channels.includes('any') || (dialingMode !== undefined && channels.includes(dialingMode)))
  );
}

/** A number that is nowhere has rules only if some hold everywhere. */
function unruled(rules: readonly CompiledRule[], regions: readonly string[]): readonly string[] {
  const withHours = rules.filter(({ week }) => week !== null);
  if (regions.length === 0) return withHours.length === 0 ? ['an unknown region'] : [];
  return regions.filter((region) => !withHours.some(({ rule }) => isWithin(region, rule.jurisdiction)));
}

function holidaySource({ holidayDates, holidays }: JurisdictionPolicy): HolidaySource {
  return {
    dates: datedHolidays(holidayDates) ?? NO_HOLIDAYS,
    calendars: holidays && calendarHolidays(holidays),
  };
}

function unique(zones: readonly PhoneZone[]): readonly PhoneZone[] {
  return [...new Map(zones.map((one) => [one.zone, one])).values()];
}

/** The form of an international number: a plus sign and 7 to 15 digits, the first not zero (ITU-T E.164). */
const isE164 = (phone: string): boolean => /^\+[1-9]\d{6,14}$/.test(phone);
