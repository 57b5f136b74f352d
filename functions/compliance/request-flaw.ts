import { DIALING_MODES, PURPOSES } from './calling-rule.ts';
import { compiledRules } from './compiled-rule.ts';
import { clockMs, isClockTime } from './dialing-window.ts';
import { durationMs } from './duration.ts';
import { calendarHolidays, datedHolidays } from './holidays.ts';
import type { PermissionPolicy, PermissionRequest, PhoneZone } from './permission.ts';
import * as is from './shapes.ts';

type Fields = Readonly<Record<string, is.Shape>>;

/** Beyond these years the runtime has no zone data worth the name. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const isDialTime: is.Shape = (value) =>
  value instanceof Date && value.getTime() >= EARLIEST && value.getTime() < LATEST;

const isPurpose = is.isOneOf(...PURPOSES);

const REQUEST: Fields = {
  instant: isDialTime,
  phoneE164: is.isText,
  explicitTimeZone: is.isAbsentOr(is.isText),
  doNotDisturb: is.isAbsentOr(is.isFlag),
  purpose: isPurpose,
  dialingMode: is.isAbsentOr(is.isOneOf(...DIALING_MODES)),
  regions: is.isAbsentOr(is.isListOf(is.isRegion)),
  suppressedUntil: is.isAbsentOr(is.isNullOr(is.isInstant)),
  consent: is.isAbsentOr(
    is.isObjectOf({
      level: is.isOneOf('none', 'express', 'written'),
      grantedAt: is.isAbsentOr(is.isInstant),
      revokedAt: is.isAbsentOr(is.isInstant),
      purposes: is.isAbsentOr(is.isListOf(isPurpose)),
    }),
  ),
  registry: is.isAbsentOr(is.isObjectOf({ listed: is.isFlag, asOf: is.isInstant })),
  reassigned: is.isAbsentOr(
    is.isObjectOf({ answer: is.isOneOf('yes', 'no', 'no_data'), asOf: is.isInstant }),
  ),
  customer: is.isAbsentOr(is.isText),
  subject: is.isAbsentOr(is.isText),
  attempts: is.isAbsentOr(
    is.isListOf(
      is.isObjectOf({
        at: is.isInstant,
        customer: is.isText,
        subject: is.isText,
        outcome: is.isAbsentOr(is.isOneOf('conversation', 'abandoned', 'refused')),
      }),
    ),
  ),
  blackout: is.isAbsentOr(
    is.isObjectOf({
      id: is.isText,
      from: is.isAbsentOr(is.isInstant),
      until: is.isAbsentOr(is.isInstant),
    }),
  ),
};

const byRule = is.isAbsentOr(is.isOneOf(true, false, 'by_rule'));
const TERMS: Fields = {
  caps: is.isAbsentOr(
    is.isListOf(
      is.isObjectOf({
        id: is.isText,
        max: is.isCount,
        rolling: (value) => durationMs(value) !== undefined,
        scope: is.isOneOf('customer', 'subject'),
      }),
    ),
  ),
  requireConsent: byRule,
  requireRegistry: byRule,
  requireNotReassigned: is.isAbsentOr(is.isFlag),
  emergencyOverride: is.isAbsentOr(is.isFlag),
  registryMaxAgeDays: is.isAbsentOr(is.isCount),
  tzdata: is.isAbsentOr(is.isText),
  closingMarginSeconds: is.isAbsentOr(is.isCount),
};

const WINDOW: Fields = { opensAt: isClockTime, closesAt: isClockTime, ...TERMS };

const JURISDICTION: Fields = {
  holidayDates: is.isAbsentOr((value) => datedHolidays(value) !== undefined),
  holidays: is.isAbsentOr((value) => calendarHolidays(value) !== undefined),
  requireRule: is.isAbsentOr(is.isFlag),
  presumeAreaCode: is.isAbsentOr(is.isFlag),
  ...TERMS,
};

const ZONE: Fields = {
  zone: is.isText,
  source: is.isOneOf('explicit', 'prefix', 'area_code', 'calling_code', 'invalid_phone'),
};

/** What is asked, once it is known to be what the types say. */
export interface Question {
  readonly zones: readonly (PhoneZone | string)[];
  readonly request: PermissionRequest;
  readonly policy: PermissionPolicy;
}

/** Whether a question can be judged; if not, `flaw` names the field that cannot be used. Takes anything. */
export function isQuestion(asked: {
  readonly zones: unknown;
  readonly request: unknown;
  readonly policy: unknown;
}): asked is Question {
  return questionFlaw(asked) === undefined;
}

/** The path of the first field that cannot be used, or `undefined`. Takes anything. */
export function questionFlaw({ zones, request, policy }: Readonly<Record<keyof Question, unknown>>) {
  if (!is.isObject(request)) return 'request';
  const field = is.flawOf(request, REQUEST);
  if (field !== undefined) return `request.${field}`;
  const term = policyFlaw(policy);
  if (term !== undefined) return term;
  const isZone: is.Shape = (value) => is.isText(value) || is.isObjectOf(ZONE)(value);
  return is.isListOf(isZone)(zones) ? undefined : 'zones';
}

function policyFlaw(policy: unknown): string | undefined {
  if (!is.isObject(policy)) return 'policy';
  const kind: unknown = Reflect.get(policy, 'kind');
  if (kind !== 'window' && kind !== 'jurisdiction') return 'policy.kind';
  const field = is.flawOf(policy, kind === 'window' ? WINDOW : JURISDICTION);
  if (field !== undefined) return `policy.${field}`;
  return kind === 'window' ? hoursFlaw(policy) : rulesFlaw(policy);
}

function hoursFlaw(policy: object): string | undefined {
  const ms = (field: string): number => clockMs(String(Reflect.get(policy, field)));
  return ms('opensAt') < ms('closesAt') ? undefined : 'policy.opensAt (not before closesAt)';
}

function rulesFlaw(policy: object): string | undefined {
  const compiled = compiledRules(Reflect.get(policy, 'rules'));
  return typeof compiled === 'string' ? `policy.${compiled}` : undefined;
}
