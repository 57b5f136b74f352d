import fc from 'fast-check';
import type { CallingRule, Interval, Weekday } from '../../functions/compliance/calling-rule.ts';
import type { PermissionPolicy, PermissionRequest } from '../../functions/compliance/permission.ts';

/** One question to the engine. */
export interface PermissionCase {
  readonly zones: readonly string[];
  readonly request: PermissionRequest;
  readonly policy: PermissionPolicy;
}

/** Whole hours, half and quarter hours, no summer time, summer time by half an hour, and change at midnight. */
export const ZONES = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Europe/Berlin',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const;

/** Nights in which a zone changes its clocks: the instant, UTC. */
export const CHANGES: readonly (readonly [(typeof ZONES)[number], string])[] = [
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/Los_Angeles', '2026-03-08T10:00Z'],
  ['America/St_Johns', '2026-03-08T05:30Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00Z'],
  ['America/Santiago', '2026-04-05T03:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['Africa/Casablanca', '2026-09-20T01:00Z'],
  ['Pacific/Chatham', '2026-09-26T14:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['Asia/Beirut', '2026-10-24T21:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00Z'],
  ['America/St_Johns', '2026-11-01T04:30Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
];

/** The stretches of time in which cases lie; a case is at least 15 days before the end of one. */
export const ERAS = [
  { from: new Date('2026-02-10T00:00Z'), days: 75 },
  { from: new Date('2026-08-30T00:00Z'), days: 82 },
] as const;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const instant = fc.oneof(
  fc
    .constantFrom(...ERAS)
    .chain(({ from, days }) =>
      fc.integer({ min: 0, max: (days - 16) * 24 * 3600 }).map((second) => from.getTime() + second * 1000),
    ),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -20 * 3600, max: 6 * 3600 }))
    .map(([[, at], seconds]) => Date.parse(at) + seconds * 1000),
);
const text = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

const ordered = (a: number, b: number): Interval => [text(Math.min(a, b)), text(Math.max(a, b))];

/** Two clock times in order. Many open or close in the night, where clocks change. */
export const interval: fc.Arbitrary<Interval> = fc.oneof(
  fc.tuple(fc.nat({ max: 20 }), fc.integer({ min: 60, max: 96 })).map(([a, b]) => ordered(a, b)),
  fc
    .tuple(fc.nat({ max: 96 }), fc.nat({ max: 96 }))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ordered(a, b)),
);

const hours = fc.oneof(
  { arbitrary: fc.constant<readonly Interval[]>([['08:00', '20:00']]), weight: 2 },
  { arbitrary: fc.array(interval, { minLength: 1, maxLength: 2 }), weight: 4 },
  { arbitrary: fc.constant<readonly Interval[]>([]), weight: 1 },
);

/** A rule that applies to everybody. */
export const rule: fc.Arbitrary<CallingRule> = fc
  .record({
    weekdays: hours,
    saturday: hours,
    sunday: hours,
    treatment: fc.constantFrom('normal', 'prohibited', 'as_sunday'),
  })
  .map(({ weekdays, saturday, sunday, treatment }): CallingRule => {
    const workdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
    const days = Object.fromEntries(workdays.map((day) => [day, weekdays]));
    return {
      id: 'made-up',
      jurisdiction: '*',
      purposes: ['informational'],
      channels: ['any'],
      windows: { mon: [], tue: [], wed: [], thu: [], fri: [], ...days, sat: saturday, sun: sunday },
      holidays: { treatment, calendar: null },
      frequencyCaps: [],
      areaCodePresumption: false,
      effectiveFrom: null,
      effectiveTo: null,
      citations: [],
    };
  });

const windowPolicy = fc
  .oneof(
    { arbitrary: fc.constant<Interval>(['08:00', '20:00']), weight: 1 },
    { arbitrary: interval, weight: 2 },
  )
  .map(([opensAt, closesAt]) => ({ kind: 'window', opensAt, closesAt }) as const);
const caps = fc.array(
  fc.record({
    id: fc.constant('cap'),
    max: fc.integer({ min: 1, max: 3 }),
    rolling: fc.integer({ min: 1, max: 50 }).map((count) => `PT${count}H`),
    scope: fc.constantFrom('customer', 'subject'),
  }),
  { maxLength: 2 },
);

/** A question of every kind: hours alone, rules with holidays, caps, suppressions and bans. */
export const permissionCase: fc.Arbitrary<PermissionCase> = instant.chain((now) => {
  const near = (least: number, most: number) =>
    fc.integer({ min: least * 3600, max: most * 3600 }).map((second) => new Date(now + second * 1000));
  const minute = (at: Date): Date => new Date(Math.floor(at.getTime() / 60_000) * 60_000);
  const date = fc.nat({ max: 10 }).map((days) => new Date(now + days * DAY_MS).toISOString().slice(0, 10));
  const attempt = near(-50, 0).map((at) => ({ at, customer: 'customer-1', subject: 'sensor-1' }));
  const ban = fc
    .tuple(near(-30, 30).map(minute), fc.integer({ min: 1, max: 40 }))
    .map(([from, length]) => ({ id: 'ban', from, until: new Date(from.getTime() + length * HOUR_MS) }));
  const bare = {
    instant: new Date(now),
    phoneE164: '+12125550123',
    purpose: 'informational',
  } as const;
  const request = fc.oneof(
    { arbitrary: fc.constant(bare), weight: 3 },
    { arbitrary: near(-5, 60).map((suppressedUntil) => ({ ...bare, suppressedUntil })), weight: 1 },
    { arbitrary: ban.map((blackout) => ({ ...bare, blackout })), weight: 1 },
    { arbitrary: fc.array(attempt, { maxLength: 4 }).map((attempts) => ({ ...bare, attempts })), weight: 2 },
  );
  const ruled = fc
    .record({
      rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
      holidayDates: fc.array(date, { maxLength: 3 }),
    })
    .map((fields) => ({ kind: 'jurisdiction', ...fields }) as const);
  return fc.record({
    zones: zonesAround(now),
    request,
    policy: fc
      .tuple(fc.oneof(windowPolicy, ruled), fc.option(caps))
      .map(([policy, limits]) => ({ ...policy, ...(limits && { caps: limits }) })),
  });
});

/** A zone whose clock changes near the instant is among them, if there is one. */
function zonesAround(now: number): fc.Arbitrary<readonly string[]> {
  const changing = CHANGES.filter(([, at]) => Math.abs(Date.parse(at) - now) < DAY_MS).map(([zone]) => zone);
  const some = fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 });
  return changing.length > 0
    ? fc.oneof(
        fc.constantFrom(...changing).map((zone) => [zone]),
        some,
      )
    : some;
}
