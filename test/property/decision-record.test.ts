import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decisionFrom, decisionOnAlert, decisionText } from '../../functions/adapters/decision-text.ts';
import { type CalledParty, permissionRequest } from '../../functions/compliance/called-party.ts';
import { decisionOf, replay } from '../../functions/compliance/decision-record.ts';
import { dialVerdict } from '../../functions/compliance/dial-verdict.ts';
import { candidateZones } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';
import type { Permission, PermissionPolicy } from '../../functions/compliance/permission.ts';
import { Purpose } from '../../functions/messages/alert-class.ts';
import { Decision } from '../../functions/messages/alert-facts.ts';
import { itemSize } from '../support/dynamo-size.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2026-10-20T00:00:00Z');

/** Numbers of one zone, of several, of 42, of none, and what is no number at all. */
const NUMBERS = [
  '+12025550111',
  '+442079460018',
  '+18005550199',
  '+61491570156',
  '+79161234567',
  '+870773111632',
  '+12025550',
  '(202) 555-0111',
  '',
];
const ZONES = [
  'America/New_York',
  'Europe/London',
  'Pacific/Auckland',
  'America/Edmonton',
  '',
  'Mars/Olympus',
];

const instant = fc
  .integer({ min: 0, max: 60 * 24 * 60 })
  .map((minutes) => new Date(FIRST + minutes * 60_000));
const around = (at: Date) =>
  fc.integer({ min: -40 * 24 * 60, max: 60 }).map((minutes) => new Date(at.getTime() + minutes * 60_000));

const scope = fc.constantFrom('all', 'purpose:marketing', 'purpose:informational', 'alertType:temp_critical');
const party = (at: Date): fc.Arbitrary<CalledParty> =>
  fc
    .record({
      phoneNumber: fc.constantFrom(...NUMBERS),
      timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
      doNotDisturb: fc.nat(9).map((n) => n === 0),
      purpose: fc.constantFrom(...Purpose.options),
      suppressions: fc.array(
        fc.record({
          scope,
          at: around(at),
          until: fc.option(fc.nat(72).map((hours) => new Date(at.getTime() + (hours + 1) * HOUR_MS))),
        }),
        { maxLength: 1 },
      ),
      consents: fc.array(
        fc.record({
          scope,
          level: fc.constantFrom('express' as const, 'written' as const, 'revoked' as const),
          at: around(at),
        }),
        { maxLength: 2 },
      ),
      attempts: fc.option(
        fc.array(
          fc.record({
            at: around(at),
            customer: fc.constant('customer-1'),
            subject: fc.constantFrom('sensor-1', 'sensor-2'),
          }),
          { maxLength: 4 },
        ),
        { nil: undefined },
      ),
    })
    .map(({ phoneNumber, timeZone, doNotDisturb, purpose, suppressions, consents, attempts }) => ({
      customer: {
        customerId: 'customer-1',
        phoneNumber,
        doNotDisturb,
        ...(timeZone !== undefined && { timeZone }),
      },
      topic: { purpose, alertType: 'temp_critical' },
      subject: 'sensor-1',
      standing: { suppressions, consents },
      ...(attempts && { attempts }),
    }));

const terms = fc.record({
  closingMarginSeconds: fc.constantFrom(0, 300),
  requireConsent: fc.constantFrom(false, true, 'by_rule' as const),
  emergencyOverride: fc.boolean(),
  caps: fc.constantFrom(
    [],
    [{ id: 'hourly', max: 1, rolling: 'PT60M', scope: 'subject' as const }],
    [{ id: 'weekly', max: 2, rolling: 'P7D', scope: 'customer' as const }],
  ),
});
const policy: fc.Arbitrary<PermissionPolicy> = fc.oneof(
  fc
    .tuple(terms, fc.constantFrom(['08:00', '20:00'], ['00:00', '24:00'], ['09:30', '18:15']))
    .map(([rest, [opensAt = '', closesAt = '']]) => ({
      kind: 'window' as const,
      opensAt,
      closesAt,
      ...rest,
    })),
  terms.map((rest) => ({
    kind: 'jurisdiction' as const,
    rules: CALLING_HOURS,
    holidays: HOLIDAYS,
    presumeAreaCode: true,
    ...rest,
  })),
);

const situation = instant.chain((at) =>
  fc.record({
    at: fc.constant(at),
    party: party(at),
    policy,
    other: policy,
    freshness: fc.constantFrom('live' as const, 'cached' as const, 'stale' as const),
  }),
);

type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

/** All of a verdict but the trace, which may say how a zone was spelled. */
const essence = ({ trace: _, ...rest }: Permission) => rest;

function decided({ at, party: who, policy: rules, freshness }: Situation) {
  const request = permissionRequest(who, at);
  const zones = candidateZones(request);
  const { permission } = dialVerdict(zones, request, rules, 0);
  const reading = { freshness, fetchedAt: new Date(at.getTime() - 61_000) };
  return { permission, decision: decisionOf(permission, { party: who, zones, reading, at }), request, zones };
}

describe('a decision record', () => {
  it('replayed under the same policy gives the same verdict', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { permission, decision } = decided(asked);

        expect(essence(replay(decision, asked.policy)!)).toEqual(essence(permission));
      }),
      { numRuns: 1500 },
    );
  });

  it('replayed under another policy gives the verdict that would have been given', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { decision, request, zones } = decided(asked);

        const { permission } = dialVerdict(zones, request, asked.other, 0);

        expect(essence(replay(decision, asked.other)!)).toEqual(essence(permission));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same after a message, and after the ledger', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { decision } = decided(asked);

        expect(Decision.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
        expect(decisionFrom(decisionText(decision))).toEqual(decision);
      }),
      { numRuns: 500 },
    );
  });

  it('tells nobody who was called', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { decision } = decided(asked);
        const { phoneNumber } = asked.party.customer;

        const text = JSON.stringify(decision);
        expect(text).not.toContain(phoneNumber.length > 4 ? phoneNumber.slice(1) : 'customer-1');
        expect(text).not.toContain('Mars/Olympus');
      }),
      { numRuns: 200 },
    );
  });

  it('takes no more than its share of an item; what is longer keeps its core there', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { decision } = decided(asked);

        const { text, isWhole } = decisionOnAlert(decision);

        expect(itemSize({ d: { S: text } })).toBeLessThanOrEqual(321);
        const { asked: whole, zones, ...core } = decisionFrom(text);
        expect(whole !== undefined).toBe(isWhole);
        expect(decision).toMatchObject(core);
        expect(zones).toEqual(isWhole ? decision.zones : decision.zones.slice(0, 1));
      }),
      { numRuns: 300 },
    );
  });
});
