import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import type { PermissionPolicy, PermissionRequest } from '../../functions/compliance/permission.ts';
import { Purpose } from '../../functions/messages/alert-class.ts';

const Row = z.object({
  id: z.string(),
  instantUtc: z.string(),
  phoneE164: z.string(),
  explicitTimeZone: z.optional(z.string()),
  doNotDisturb: z.optional(z.boolean()),
  purpose: Purpose,
  policy: z.union([
    z.object({ windowStart: z.string(), windowEnd: z.string() }),
    z.object({ jurisdiction: z.string(), holidayDates: z.optional(z.array(z.string())) }),
  ]),
  expected: z.object({
    allowed: z.boolean(),
    reason: z.string(),
    nextAllowedUtc: z.optional(z.nullable(z.string())),
  }),
  note: z.optional(z.string()),
});
type Row = z.infer<typeof Row>;
const Vectors = z.object({ rows: z.array(Row), tzdataFreshness: z.array(Row) });

const data = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../data', name), 'utf8'));
const { rows, tzdataFreshness } = Vectors.parse(data('dialing-window-vectors.json'));
const { rules } = z
  .object({ rules: z.array(z.custom<(typeof CALLING_HOURS)[number]>()) })
  .parse(data('calling-hours.json'));

/** The freshness rows are right from this version on. */
const NEWEST_NEEDED = '2026c';
const isFresh = (process.versions.tz ?? '') >= NEWEST_NEEDED;
if (!isFresh)
  console.warn(`zone data ${process.versions.tz}: ${tzdataFreshness.length} rows need ${NEWEST_NEEDED}`);

const named = (row: Row): [string, string, Row] => [row.id, row.note ?? '', row];

function question(row: Row, source: 'file' | 'module'): [PermissionRequest, PermissionPolicy] {
  const { explicitTimeZone, doNotDisturb, phoneE164, purpose, policy } = row;
  const request = {
    instant: new Date(row.instantUtc),
    phoneE164,
    purpose,
    ...(explicitTimeZone !== undefined && { explicitTimeZone }),
    ...(doNotDisturb !== undefined && { doNotDisturb }),
  };
  if ('windowStart' in policy) {
    return [request, { kind: 'window', opensAt: policy.windowStart, closesAt: policy.windowEnd }];
  }
  const { jurisdiction, holidayDates } = policy;
  return [
    { ...request, regions: [jurisdiction] },
    {
      kind: 'jurisdiction',
      rules: source === 'file' ? rules : CALLING_HOURS,
      ...(holidayDates && { holidayDates }),
    },
  ];
}

describe('the dialing-window vectors', () => {
  it('are all there', () => {
    expect([rows.length, tzdataFreshness.length]).toEqual([187, 4]);
  });

  it.each(rows.map(named))('%s: %s', (_id, _note, row) => expectAnswer(row));
  (isFresh ? it : it.skip).each(tzdataFreshness.map(named))('%s: %s', (_id, _note, row) => expectAnswer(row));

  it('have the same answers by the rules as they are generated', () => {
    const byLaw = rows.filter(({ policy }) => 'jurisdiction' in policy);
    const answer = (row: Row, source: 'file' | 'module') => {
      const { allowed, reason, nextAllowedAt } = dialingPermission(...question(row, source));
      return { id: row.id, allowed, reason, nextAllowedAt };
    };

    expect(byLaw.map((row) => answer(row, 'module'))).toEqual(byLaw.map((row) => answer(row, 'file')));
  });
});

function expectAnswer(row: Row): void {
  const { allowed, reason, nextAllowedUtc } = row.expected;

  const permission = dialingPermission(...question(row, 'file'));

  expect(permission).toMatchObject({ allowed, reason });
  if (reason === 'outside_window') {
    expect(permission.nextAllowedAt).toEqual(nextAllowedUtc ? new Date(nextAllowedUtc) : null);
  }
}
