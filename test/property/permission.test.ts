import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval } from '../../functions/compliance/calling-rule.ts';
import { candidateZones, dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';
import type {
  JurisdictionPolicy,
  PermissionPolicy,
  PermissionRequest,
} from '../../functions/compliance/permission.ts';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { interval, type PermissionCase, permissionCase, rule, ZONES } from '../support/permission-cases.ts';

const RUNS = { numRuns: 1000 };
const judged = ({ zones, request, policy }: PermissionCase) => permissionAt(zones, request, policy);

/** Never yes where the narrower question was answered no. */
function neverWidens(more: fc.Arbitrary<(asked: PermissionCase) => PermissionCase>): void {
  fc.assert(
    fc.property(permissionCase, more, (asked, change) => {
      fc.pre(!judged(asked).allowed);

      expect(judged(change(asked)).allowed).toBe(false);
    }),
    RUNS,
  );
}

describe('an answer is never widened', () => {
  it('by another zone', () => {
    neverWidens(
      fc.constantFrom(...ZONES).map((zone) => (asked) => ({ ...asked, zones: [...asked.zones, zone] })),
    );
  });

  it('by another rule', () => {
    neverWidens(
      rule.map((another) => (asked) => {
        if (asked.policy.kind === 'window') return asked;
        return { ...asked, policy: { ...asked.policy, rules: [...asked.policy.rules, another] } };
      }),
    );
  });

  it('by another cap, attempt, holiday, ban or suppression', () => {
    const cap = { id: 'more', max: 1, rolling: 'PT24H', scope: 'customer' } as const;
    const attempt = ({ instant }: PermissionRequest) => ({ at: instant, customer: 'c', subject: 's' });
    neverWidens(
      fc.constantFrom<(asked: PermissionCase) => PermissionCase>(
        (asked) => ({ ...asked, policy: { ...asked.policy, caps: [...(asked.policy.caps ?? []), cap] } }),
        ({ request, ...asked }) => ({
          ...asked,
          request: { ...request, attempts: [...(request.attempts ?? []), attempt(request)] },
        }),
        ({ request, ...asked }) => ({ ...asked, request: { ...request, blackout: { id: 'all' } } }),
        ({ request, ...asked }) => ({ ...asked, request: { ...request, suppressedUntil: null } }),
        ({ request, ...asked }) => ({ ...asked, request: { ...request, doNotDisturb: true } }),
      ),
    );
  });

  it('by holidays, where they close', () => {
    fc.assert(
      fc.property(permissionCase, ({ zones, request, policy }) => {
        fc.pre(policy.kind === 'jurisdiction');
        const closing = policy.rules.map((one) => ({
          ...one,
          holidays: { treatment: 'prohibited', calendar: null } as const,
        }));
        const narrow = { ...policy, rules: closing };
        const today = request.instant.toISOString().slice(0, 10);
        fc.pre(!judged({ zones, request, policy: narrow }).allowed);

        const more = { ...narrow, holidayDates: [...(policy.holidayDates ?? []), today] };

        expect(judged({ zones, request, policy: more }).allowed).toBe(false);
      }),
      RUNS,
    );
  });
});

describe('widening never removes an allowed instant', () => {
  const wider = ([a, b]: Interval, [c, d]: Interval): Interval => [a < c ? a : c, b > d ? b : d];
  const widened = (policy: PermissionPolicy, by: Interval): PermissionPolicy => {
    if (policy.kind === 'window') {
      const [opensAt, closesAt] = wider([policy.opensAt, policy.closesAt], by);
      return { ...policy, opensAt, closesAt };
    }
    const day = (hours: readonly Interval[]) => hours.map((one) => wider(one, by));
    return {
      ...policy,
      rules: policy.rules.map(({ windows: w, ...rest }) => ({
        ...rest,
        windows: w && {
          mon: day(w.mon),
          tue: day(w.tue),
          wed: day(w.wed),
          thu: day(w.thu),
          fri: day(w.fri),
          sat: day(w.sat),
          sun: day(w.sun),
        },
      })),
    };
  };

  it.each<[string, (policy: PermissionPolicy, by: Interval) => PermissionPolicy]>([
    ['hours', widened],
    ['a higher cap', (p) => ({ ...p, caps: (p.caps ?? []).map((cap) => ({ ...cap, max: cap.max + 1 })) })],
    ['a shorter cap', (p) => ({ ...p, caps: (p.caps ?? []).map((cap) => ({ ...cap, rolling: 'PT1M' })) })],
    ['a closing margin', (p) => ({ ...p, closingMarginSeconds: 300 })],
  ])('%s', (_, widen) => {
    fc.assert(
      fc.property(permissionCase, interval, (asked, by) => {
        fc.pre(judged(asked).allowed);

        expect(judged({ ...asked, policy: widen(asked.policy, by) }).allowed).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('the instants that come with an answer', () => {
  const at = (asked: PermissionCase, instant: Date) =>
    judged({ ...asked, request: { ...asked.request, instant } });

  it('next: allowed itself, and no whole minute before it', () => {
    fc.assert(
      fc.property(permissionCase, fc.nat({ max: 60 * 24 }), (asked, minutes) => {
        const { allowed, nextAllowedAt } = judged(asked);
        fc.pre(!allowed && nextAllowedAt !== undefined);
        const start = Math.ceil(asked.request.instant.getTime() / 60_000) * 60_000;
        const between = start + minutes * 60_000;

        if (nextAllowedAt) expect(at(asked, nextAllowedAt).allowed).toBe(true);
        if (between < (nextAllowedAt?.getTime() ?? Number.POSITIVE_INFINITY)) {
          expect(at(asked, new Date(between)).allowed).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('valid until: allowed at every instant before, not then', () => {
    fc.assert(
      fc.property(permissionCase, fc.double({ min: 0, max: 1, noNaN: true }), (asked, share) => {
        const { validUntil } = judged(asked);
        fc.pre(validUntil !== undefined);
        const now = asked.request.instant.getTime();
        const between = Math.floor(now + share * (validUntil.getTime() - 1 - now));

        expect(at(asked, validUntil).allowed).toBe(false);
        expect(at(asked, new Date(validUntil.getTime() - 1)).allowed).toBe(true);
        expect(at(asked, new Date(between)).allowed).toBe(true);
      }),
      RUNS,
    );
  });

  it('the closing margin moves the end and nothing else', () => {
    fc.assert(
      fc.property(permissionCase, fc.nat({ max: 3600 }), (asked, closingMarginSeconds) => {
        const bare = judged(asked);
        const { policy, ...shifted } = judged({
          ...asked,
          policy: { ...asked.policy, closingMarginSeconds },
        }).versions;

        const withMargin = judged({ ...asked, policy: { ...asked.policy, closingMarginSeconds } });

        expect(policy).not.toBe('');
        expect({ ...withMargin, versions: shifted, validUntil: undefined }).toEqual({
          ...bare,
          versions: shifted,
          validUntil: undefined,
        });
        const shiftMs = (bare.validUntil?.getTime() ?? 0) - (withMargin.validUntil?.getTime() ?? 0);
        expect(shiftMs).toBe(bare.validUntil ? closingMarginSeconds * 1000 : 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever it is given', () => {
  const valid: PermissionRequest = {
    instant: new Date('2026-06-10T15:00:00Z'),
    phoneE164: '+12125550123',
    purpose: 'marketing',
    regions: ['US-FL'],
    attempts: [{ at: new Date('2026-06-10T12:00:00Z'), customer: 'c', subject: 's' }],
    consent: { level: 'written', grantedAt: new Date('2026-01-01T00:00:00Z') },
    registry: { listed: false, asOf: new Date('2026-06-01T00:00:00Z') },
    blackout: { id: 'storm', until: new Date('2026-06-01T00:00:00Z') },
  };
  const law: JurisdictionPolicy = {
    kind: 'jurisdiction',
    rules: CALLING_HOURS,
    holidays: HOLIDAYS,
    caps: [{ id: 'day', max: 3, rolling: 'PT24H', scope: 'subject' }],
    requireConsent: 'by_rule',
    requireRegistry: 'by_rule',
  };
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  });
  // biome-ignore lint/suspicious/noExplicitAny: the types are what is being broken
  const broken = (value: unknown): any => value;
  const isRefusal = ({ allowed, reason, trace }: ReturnType<typeof permissionAt>): void => {
    expect({ allowed, reason }).toEqual({ allowed: false, reason: 'invalid_request' });
    expect(trace.join()).toMatch(/^invalid_request: FAILED, [a-zA-Z]/);
  };

  it('as it stands the question is a good one', () => {
    expect(dialingPermission(valid, law).reason).toBe('allowed');
  });

  it('it answers, and never yes', () => {
    fc.assert(
      fc.property(anything, anything, anything, (zones, request, policy) => {
        isRefusal(dialingPermission(broken(request), broken(policy)));
        isRefusal(permissionAt(broken(zones), broken(request), broken(policy)));
        isRefusal(dialingPermission(valid, broken(policy)));
        expect(candidateZones(broken(request))).toEqual([]);
        expect(permissionAt(broken(zones), valid, law).allowed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.keys(valid))('a wrong %s of a request never makes it a yes that it was not', (field) => {
    fc.assert(
      fc.property(anything, (value) => {
        const night = { ...valid, instant: new Date('2026-06-10T07:00:00Z'), [field]: value };

        const { allowed, reason, trace } = dialingPermission(broken(night), law);

        expect(allowed).toBe(false);
        if (reason === 'invalid_request') expect(trace.join()).toContain(`request.${field}`);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['kind', 'rules', 'holidays', 'caps', 'requireConsent', 'requireRegistry', 'closingMarginSeconds'])(
    'a wrong %s of a policy is named, or does no harm',
    (field) => {
      fc.assert(
        fc.property(anything, (value) => {
          const { reason, trace } = dialingPermission(valid, broken({ ...law, [field]: value }));

          if (reason === 'invalid_request') expect(trace.join()).toContain(`policy.${field}`);
          else if (field === 'rules') expect(value).toEqual([]);
          else expect(reason).toBe('allowed');
        }),
        { numRuns: 200 },
      );
    },
  );

  it('a wrong field anywhere in a rule is named', () => {
    const [first] = CALLING_HOURS;
    for (const field of Object.keys(first ?? {})) {
      const rules = [...CALLING_HOURS, { ...first, [field]: 7 }];

      const { reason, trace } = dialingPermission(valid, broken({ ...law, rules }));

      const isRead = !['name', 'audience', 'basis', 'confidence', 'verification', 'notes'].includes(field);
      expect([field, reason]).toEqual([field, isRead ? 'invalid_request' : 'allowed']);
      if (isRead) expect(trace.join()).toContain(`policy.rules[${CALLING_HOURS.length}].${field}`);
    }
  });
});

it('the zone of the process changes nothing', () => {
  const script = join(import.meta.dirname, '../support/permission-digest.ts');
  const zones = ['UTC', 'America/St_Johns', 'Pacific/Kiritimati', 'Europe/Dublin'];

  const digests = zones.map((TZ) =>
    execFileSync(process.execPath, ['--no-warnings', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }),
  );

  expect(digests[0]).toMatch(/^[0-9a-f]{64}\n$/);
  expect(new Set(digests).size).toBe(1);
});
