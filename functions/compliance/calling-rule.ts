import type { Purpose } from '../messages/alert-class.ts';

/** Who or what speaks when the called party picks up. */
export const DIALING_MODES = ['agent', 'automated', 'prerecorded', 'artificial_voice'] as const;
export type DialingMode = (typeof DIALING_MODES)[number];

/** Every purpose there is; the schema that defines them would cost this engine its parser. */
export const PURPOSES: readonly string[] = Object.keys({
  marketing: true,
  informational: true,
  emergency: true,
  healthcare: true,
  debt_collection: true,
  research: true,
} satisfies Record<Purpose, true>);

/** `[HH:MM, HH:MM]` on the called party's wall clock: start inclusive, end exclusive; `24:00` ends the day. */
export type Interval = readonly [string, string];

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** What counts against a cap. Events other than attempts count when the attempt's `outcome` names them. */
export type Counted = 'attempts' | 'conversations' | 'abandoned' | 'refusals';

/** Whether attempts about other subjects count: `customer` counts all of them. */
export type CapScope = 'customer' | 'subject';

/** A limit on attempts in exact rolling time. */
export interface Cap {
  readonly id: string;
  /** A call is refused once so many count. */
  readonly max: number;
  /** ISO 8601 duration of weeks, days, hours, minutes and seconds, e.g. `PT24H`; a day is 24 hours. */
  readonly rolling: string;
  readonly scope: CapScope;
}

/** A cap as a rule writes it. `max` 0 is a ban for `period` after the counted event. */
export interface RuleCap {
  readonly max: number;
  /** ISO 8601 duration. */
  readonly period: string;
  /** `false` counts calendar days of the called party's zone instead of exact time. */
  readonly rolling: boolean;
  readonly counts: Counted;
  /** `scope` in a form to compute with. @default attempts about every subject count */
  readonly key?: CapScope;
  /** The scope in words. */
  readonly scope?: string;
  /** Consent of any level lifts the cap. @default false */
  readonly liftedByConsent?: boolean;
  readonly note?: string | null;
}

/** What a rule asks for besides hours, in a form to compute with. `modes`: absent means every mode. */
export interface RuleNeeds {
  readonly consent?: { readonly level: 'express' | 'written'; readonly modes?: readonly DialingMode[] };
  readonly registry?: { readonly modes?: readonly DialingMode[] };
}

/**
 * One rule of one jurisdiction, as `calling-hours.json` writes it. Fields the engine does not read (name, notes,
 * confidence) may be there too. A rule must not be changed after it was used: it is read once.
 */
export interface CallingRule {
  readonly id: string;
  /** ISO 3166-1 alpha-2 or ISO 3166-2; `*` applies everywhere. */
  readonly jurisdiction: string;
  readonly purposes: readonly Purpose[];
  /** `any`, or the dialing modes the rule is about. */
  readonly channels: readonly string[];
  /** Hours by weekday; an empty list means no calls that day, `null` that the rule sets no hours. */
  readonly windows: Readonly<Record<Weekday, readonly Interval[]>> | null;
  readonly holidays: {
    readonly treatment: 'normal' | 'prohibited' | 'as_sunday';
    readonly calendar: string | null;
    /** The day before a holiday has the hours of a Saturday. @default the hours of its weekday */
    readonly eve?: 'as_saturday';
    readonly note?: string;
  };
  readonly frequencyCaps: readonly RuleCap[];
  readonly needs?: RuleNeeds;
  /** The law also reaches whoever has an area code of the jurisdiction. */
  readonly areaCodePresumption: boolean;
  /** First local date in force, `YYYY-MM-DD`. */
  readonly effectiveFrom: string | null;
  /** Last local date in force. */
  readonly effectiveTo: string | null;
  readonly citations: readonly { readonly title: string; readonly url: string }[];
}

/**
 * Holidays by the name rules call a calendar. `until`: the last local date the list was made for. Must not be changed
 * after it was used: it is read once.
 */
export interface HolidayCalendars {
  readonly version: string;
  readonly calendars: Readonly<Record<string, { readonly until: string; readonly dates: readonly string[] }>>;
}
