import { describe, expect, it } from '@jest/globals';
import { dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { policyFor } from '../../functions/compliance/stage-policy.ts';
import { functionSettings, windowPolicy as windowOf } from '../../lib/function-settings.ts';
import { LOCAL, parseStage, StageError } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { withOverrides } from '../../local/stage-settings.ts';
import { customer, sensorAlert, windowPolicy } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';

const stageWith = (value: unknown) =>
  parseStage(LOCAL, withOverrides(cdkContext().stages[LOCAL]!, [{ path: 'dialing.purposes', value }]));
const policiesOf = (value: unknown) => {
  const stage = stageWith(value);
  return { policy: windowOf(stage), purposes: stage.dialing.purposes };
};
const CAP = { id: 'hourly', max: 1, rolling: 'PT60M', scope: 'subject' };

describe('the policy of a purpose', () => {
  it('is the window where the stage says nothing else', () => {
    expect(policyFor(policiesOf(undefined), 'marketing')).toEqual(windowPolicy());
  });

  it('is the window with what the stage adds, for that purpose alone', () => {
    const policies = policiesOf({ marketing: { hours: 'window', caps: [CAP], requireConsent: true } });

    expect(policyFor(policies, 'marketing')).toEqual({
      ...windowPolicy(),
      caps: [CAP],
      requireConsent: true,
    });
    expect(policyFor(policies, 'informational')).toEqual(windowPolicy());
  });

  it('is the law of the place where the stage says so, with its own closing margin', () => {
    const policy = policyFor(policiesOf({ marketing: { hours: 'jurisdiction' } }), 'marketing');

    const request = { phoneE164: '+33123456789', purpose: 'marketing' } as const;
    const noon = dialingPermission({ ...request, instant: new Date('2026-11-20T11:00:00Z') }, policy);
    const lunch = dialingPermission({ ...request, instant: new Date('2026-11-20T12:30:00Z') }, policy);
    expect(noon).toMatchObject({ allowed: true, validUntil: new Date('2026-11-20T11:55:00Z') });
    expect(lunch).toMatchObject({ allowed: false, reason: 'outside_window' });
  });

  it('refuses where no rule sets hours', () => {
    const policy = policyFor(policiesOf({ marketing: { hours: 'jurisdiction' } }), 'marketing');
    const request = { phoneE164: '+81312345678', purpose: 'marketing' } as const;

    const verdict = dialingPermission({ ...request, instant: new Date('2026-11-20T03:00:00Z') }, policy);

    expect(verdict).toMatchObject({ allowed: false, reason: 'outside_window' });
  });

  it('reaches the functions as a text', () => {
    const { purposeRules, permissionPolicy } = functionSettings(
      stageWith({ marketing: { hours: 'window', caps: [CAP] } }),
    );

    expect(JSON.parse(purposeRules)).toEqual({ marketing: { hours: 'window', caps: [CAP] } });
    expect(JSON.parse(permissionPolicy)).toEqual(windowPolicy());
  });

  it('is asked by compliance and again by dialing', async () => {
    const policies = policiesOf({ informational: { hours: 'window', requireConsent: true } });
    const world = alertWorld({ rules: policies, customers: [customer()] });
    world.post(sensorAlert());
    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ reason: 'consent_missing' });
  });
});

describe('a stage that cannot be used', () => {
  it.each([
    ['a purpose nobody knows', { fun: { hours: 'window' } }, /dialing\.purposes/],
    ['hours nobody knows', { marketing: { hours: 'always' } }, /dialing\.purposes\.marketing\.hours/],
    [
      'a cap over no time',
      { marketing: { hours: 'window', caps: [{ ...CAP, rolling: 'an hour' }] } },
      /caps\.0\.rolling: must be an ISO 8601 duration/,
    ],
    [
      'a cap over a longer time than attempts are remembered',
      { marketing: { hours: 'window', caps: [{ ...CAP, rolling: 'P31D' }] } },
      /dialing\.purposes\.marketing\.caps\.0\.rolling: must be a time of at most P30D/,
    ],
    [
      'a cap over nothing',
      { marketing: { hours: 'window', caps: [{ ...CAP, rolling: 'PT0S' }] } },
      /caps\.0\.rolling: must be a time/,
    ],
  ])('has %s, and says where', (_, purposes, problem) => {
    expect(() => stageWith(purposes)).toThrow(StageError);
    expect(() => stageWith(purposes)).toThrow(problem);
  });
});
