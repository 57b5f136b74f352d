import { describe, expect, it } from '@jest/globals';
import { explainDecision, explainNumber } from '../../bin/explanation.ts';
import { explanationText } from '../../bin/explanation-text.ts';
import { permissionRequest } from '../../functions/compliance/called-party.ts';
import { decisionOf } from '../../functions/compliance/decision-record.ts';
import { dialVerdict } from '../../functions/compliance/dial-verdict.ts';
import { candidateZones } from '../../functions/compliance/dialing-permission.ts';
import { policyFor, type StagePolicies } from '../../functions/compliance/stage-policy.ts';
import { at, calledParty, customer, decision, HOUR, MINUTE, windowPolicy } from '../support/builders.ts';

const RULES: StagePolicies = { policy: windowPolicy() };

/** What would be on the story of an alert. */
function decided(fields: Parameters<typeof calledParty>[0], instant = at(), rules = RULES) {
  const party = calledParty(fields);
  const request = permissionRequest(party, instant);
  const zones = candidateZones(request);
  const { permission } = dialVerdict(zones, request, policyFor(rules, request.purpose), 0);
  const reading = { freshness: 'cached' as const, fetchedAt: new Date(instant.getTime() - 3 * MINUTE) };
  return decisionOf(permission, { party, zones, reading, at: instant });
}
const explained = (...given: Parameters<typeof decided>) =>
  explanationText('alert-1', explainDecision(decided(...given), given[2] ?? RULES)!);

describe('an explanation of an alert', () => {
  it('of a call names rule, clock, what was known and how old it was, and until when it holds', () => {
    const text = explained({});

    expect(text).toContain('alert-1: call, at 2025-11-18T15:00:00.000Z');
    expect(text).toContain('stage-window: open (stage setting dialing.window)');
    expect(text).toContain('America/New_York  2025-11-18 10:00:00  as the CRM says');
    expect(text).toContain('do not disturb: no, read 3 minutes before (cached)');
    expect(text).toContain('not on the list of opt-outs');
    expect(text).toContain('must be asked again from 2025-11-19T00:55:00.000Z');
    expect(text).toContain(`time zones ${process.versions.tz}`);
  });

  it('of closed hours says when they open', () => {
    const text = explained({}, new Date('2025-11-18T05:00:00Z'));

    expect(text).toContain('no call (outside_window)');
    expect(text).toContain('stage-window: closed');
    expect(text).toContain('allowed at 2025-11-18T13:00:00.000Z');
  });

  it('within the closing margin says as of when it was judged', () => {
    const text = explained({}, new Date('2025-11-19T00:57:00Z'));

    expect(text).toContain('judged as of 2025-11-18 20:00:00');
    expect(text).toContain('America/New_York  2025-11-18 19:57:00');
  });

  it('of an opt-out says of what, since when and how long', () => {
    const suppressions = [{ scope: 'purpose:informational', at: at(-50 * HOUR), until: at(HOUR) }];
    const text = explained({ standing: { suppressions, consents: [] } });

    expect(text).toContain('no call (suppressed)');
    expect(text).toContain(
      'opted out of purpose:informational 2 days before, until 2025-11-18T16:00:00.000Z',
    );
  });

  it('of a limit says what counted', () => {
    const rules: StagePolicies = {
      policy: { ...windowPolicy(), caps: [{ id: 'hourly', max: 1, rolling: 'PT60M', scope: 'customer' }] },
    };
    const attempts = [{ at: at(-20 * MINUTE), customer: 'customer-1', subject: 'sensor-2' }];
    const text = explained({ attempts }, at(), rules);

    expect(text).toContain('no call (frequency_limit)');
    expect(text).toContain('hourly: 1 of 1 calls, again from 2025-11-18T15:40:00.000Z');
    expect(text).toContain('called before: 20 minutes before about something else');
  });

  it('of consent says what was given and taken back', () => {
    const consents = [
      { scope: 'all', level: 'written' as const, at: at(-2 * HOUR) },
      { scope: 'all', level: 'revoked' as const, at: at(-HOUR) },
    ];
    const rules: StagePolicies = { policy: { ...windowPolicy(), requireConsent: true } };
    const text = explained({ standing: { suppressions: [], consents } }, at(), rules);

    expect(text).toContain('no call (consent_revoked)');
    expect(text).toContain(
      'consent written, given 2025-11-18T13:00:00.000Z, taken back 2025-11-18T14:00:00.000Z',
    );
  });

  it('of a number without zones says so, and that waiting does not help', () => {
    const { timeZone: _, ...zoneless } = customer({ phoneNumber: '+870773111632' });
    const text = explained({ customer: zoneless });

    expect(text).toContain('no time zone is known');
    expect(text).toContain('waiting does not help');
  });

  it('under another policy than it was decided under says so', () => {
    const decision = decided({});
    const text = explanationText(
      'alert-1',
      explainDecision(decision, { policy: windowPolicy({ closesAt: '19:00' }) })!,
    );

    expect(text).toMatch(/decided under window 08:00-20:00 \w+; explained by window 08:00-19:00 \w+/);
  });

  it('with data of another version names both', () => {
    const made = decision();

    const text = explanationText('alert-1', explainDecision(made, RULES)!);

    expect(text).toContain('phone map map 1, here libphonenumber');
  });

  it('is not given where what was asked is not kept', () => {
    const { asked: _, ...older } = decision();

    expect(explainDecision(older, RULES)).toBeUndefined();
  });
});

describe('an explanation of a number', () => {
  const question = (instant: string, fields: object = {}) =>
    explainNumber(
      {
        instant: new Date(instant),
        phoneE164: '+12025550123',
        purpose: 'informational',
        dialingMode: 'agent',
        ...fields,
      },
      RULES,
    );

  it.each([
    ['2026-11-21T15:00:00Z', 'call'],
    ['2026-11-22T00:58:00Z', 'no call'],
    ['2026-11-21T13:00:02Z', 'not yet'],
  ])('at %s: %s', (instant, verdict) => {
    expect(question(instant).verdict).toBe(verdict);
  });

  it('does not claim to have looked up what it has not', () => {
    const text = explanationText('+1********23', question('2026-11-21T15:00:00Z'));

    expect(text).toContain('opt-outs, consent, flags, earlier calls: not looked up');
    expect(text).not.toContain('not on the list');
    expect(text).toContain('by the area code');
  });

  it('tells the region whose law it is where the stage goes by law', () => {
    const rules: StagePolicies = { ...RULES, purposes: { marketing: { hours: 'jurisdiction' } } };
    const asked = {
      instant: new Date('2026-11-20T12:30:00Z'),
      phoneE164: '+33123456789',
      purpose: 'marketing',
    } as const;

    const text = explanationText('+3********89', explainNumber(asked, rules));

    expect(text).toContain('the number was given out in FR');
    expect(text).toMatch(/fr-marketing: closed \(.*Decree 2022-1313/);
  });
});
