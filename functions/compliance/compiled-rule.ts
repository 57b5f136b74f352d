import { createHash } from 'node:crypto';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { dayOf } from './calendar-day.ts';
import { type CallingRule, DIALING_MODES, PURPOSES, type Weekday } from './calling-rule.ts';
import { type CompiledCap, ruleCap } from './caps.ts';
import { clockMs, isClockTime } from './dialing-window.ts';
import { durationMs } from './duration.ts';
import * as is from './shapes.ts';
import type { Span } from './spans.ts';

/** A rule as the engine computes with it. */
export interface CompiledRule {
  readonly rule: CallingRule;
  readonly citation: string;
  /** Hours by weekday from Sunday on, in milliseconds since midnight; `null`: the rule sets none. */
  readonly week: readonly (readonly Span[])[] | null;
  /** Local dates in force, in days since 1970-01-01, both inclusive. */
  readonly inForce: { readonly first: number; readonly last: number };
  readonly caps: readonly CompiledCap[];
  readonly hash: string;
}

const WEEK: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const isDate: is.Shape = (value) => dayOf(value) !== undefined;
const isInterval: is.Shape = (value) => {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to]: readonly unknown[] = value;
  return isClockTime(from) && isClockTime(to) && clockMs(from) < clockMs(to);
};
const isModes = is.isListOf(is.isOneOf(...DIALING_MODES));

const CAP: Readonly<Record<string, is.Shape>> = {
  max: is.isCount,
  period: (value) => durationMs(value) !== undefined,
  rolling: is.isFlag,
  counts: is.isOneOf('attempts', 'conversations', 'abandoned', 'refusals'),
  key: is.isAbsentOr(is.isOneOf('customer', 'subject')),
  liftedByConsent: is.isAbsentOr(is.isFlag),
};

const RULE: Readonly<Record<string, is.Shape>> = {
  id: is.isText,
  jurisdiction: (value) => value === '*' || is.isRegion(value),
  purposes: is.isListOf(is.isOneOf(...PURPOSES)),
  channels: is.isListOf(is.isText),
  windows: is.isNullOr(
    is.isObjectOf(Object.fromEntries(WEEK.map((weekday) => [weekday, is.isListOf(isInterval)]))),
  ),
  holidays: is.isObjectOf({
    treatment: is.isOneOf('normal', 'prohibited', 'as_sunday'),
    calendar: is.isNullOr(is.isText),
    eve: is.isAbsentOr(is.isOneOf('as_saturday')),
  }),
  frequencyCaps: is.isListOf(is.isObjectOf(CAP)),
  needs: is.isAbsentOr(
    is.isObjectOf({
      consent: is.isAbsentOr(
        is.isObjectOf({ level: is.isOneOf('express', 'written'), modes: is.isAbsentOr(isModes) }),
      ),
      registry: is.isAbsentOr(is.isObjectOf({ modes: is.isAbsentOr(isModes) })),
    }),
  ),
  areaCodePresumption: is.isFlag,
  effectiveFrom: is.isNullOr(isDate),
  effectiveTo: is.isNullOr(isDate),
  citations: is.isListOf(is.isObjectOf({ title: is.isText, url: is.isText })),
};

/** Reading a rule costs more than a verdict, so each is read once. */
const read = new WeakMap<object, CompiledRule | string>();

/** The rule, or the name of its first field that cannot be used. Takes anything. */
function compiledRule(value: unknown): CompiledRule | string {
  if (!is.isObject(value)) return 'rule';
  const known = read.get(value);
  if (known !== undefined) return known;
  const compiled = isCallingRule(value) ? compile(value) : (is.flawOf(value, RULE) ?? 'rule');
  read.set(value, compiled);
  return compiled;
}

const isCallingRule = (value: object): value is CallingRule => is.flawOf(value, RULE) === undefined;

function compile(rule: CallingRule): CompiledRule {
  const { windows } = rule;
  const spans = (weekday: Weekday): Span[] =>
    (windows?.[weekday] ?? []).map(([from, to]) => ({ from: clockMs(from), to: clockMs(to) }));
  return {
    rule,
    citation: rule.citations.map(({ title, url }) => `${title} (${url})`).join('; '),
    week: windows && WEEK.map(spans),
    inForce: {
      first: dayOf(rule.effectiveFrom) ?? Number.NEGATIVE_INFINITY,
      last: dayOf(rule.effectiveTo) ?? Number.POSITIVE_INFINITY,
    },
    caps: rule.frequencyCaps.map((cap) => ruleCap(rule.id, cap)),
    hash: createHash('sha256').update(canonicalJson(rule)).digest('base64url'),
  };
}

/** The rules of a policy, and a hash of all of them. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly hash: string;
}

const lists = new WeakMap<object, { readonly of: readonly unknown[]; readonly compiled: CompiledRules }>();

/** Every rule of a list, or the path of the first field that cannot be used. Takes anything. */
export function compiledRules(list: unknown): CompiledRules | string {
  if (!Array.isArray(list)) return 'rules';
  const known = lists.get(list);
  const isKnown = known?.of.length === list.length && known.of.every((rule, index) => rule === list[index]);
  if (known && isKnown) return known.compiled;
  const of = Array.from<unknown>(list);
  const rules: CompiledRule[] = [];
  for (const [index, rule] of of.entries()) {
    const one = compiledRule(rule);
    if (typeof one === 'string') return `rules[${index}].${one}`;
    rules.push(one);
  }
  const hash = createHash('sha256')
    .update(rules.map((rule) => rule.hash).join())
    .digest('base64url');
  const compiled = { rules, hash };
  lists.set(list, { of, compiled });
  return compiled;
}
