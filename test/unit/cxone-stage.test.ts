import { describe, expect, it } from '@jest/globals';
import { panelPage, panelRules } from '../../lib/panel-settings.ts';
import { examineStage, parseStage } from '../../lib/stage.ts';
import { pacingOf } from '../../lib/stage-pacing.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { parseOverride, withOverrides } from '../../local/stage-settings.ts';

const TELEPHONY = {
  platform: 'cxone',
  loginBaseUrl: 'https://na1.nice-incontact.com',
  secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:trunkline/dev/telephony-AbCdEf',
  callerId: '+12025550100',
  numberFormat: 'us-ten-digits',
  trigger: {
    kind: 'script',
    scriptPath: 'Trunkline\\ProactiveCall',
    parameters: ['phoneNumber', 'callerId', 'priority', 'sensorId', 'alertType', 'referenceId', 'attemptId'],
  },
  queueIds: { 'field-service': '4001', 'enterprise-service': '4002', 'tier-review': '4003' },
  campaigns: { 'sensor-calls': { campaignId: '4101', contactListId: '5101' } },
  doNotCallListId: '6001',
};

/** The stage `dev` on CXone, which has no partner event bus. */
function onCxone(...changes: string[]) {
  const stage = withOverrides(cdkContext().stages.dev!, [
    { path: 'telephony', value: structuredClone(TELEPHONY) },
    { path: 'segmentation.conversations.eventSource', value: undefined },
    { path: 'context.previewEvents', value: false },
    { path: 'previews.requeue', value: undefined },
    { path: 'panel.tenantId', value: '11eb660f-4c6d-34a0-8733-0242ac110002' },
    ...changes.map(parseOverride),
  ]);
  for (const block of ['ticketing', 'reports']) {
    const settings = stage[block];
    const named = changes.some((change) => change.startsWith(`${block}.eventBusName`));
    if (!named && typeof settings === 'object' && settings) Reflect.deleteProperty(settings, 'eventBusName');
  }
  return stage;
}

const problems = (...changes: string[]) => examineStage('dev', onCxone(...changes)).problems;

describe('the panel of a stage on NICE CXone', () => {
  it.each([
    ['panel.tenantId=null', 'panel.tenantId: '],
    [
      'panel.issuer=https://cxone.niceincontact.com.evil.example',
      'panel.issuer: must be a login of NICE CXone',
    ],
    ['panel.issuer=http://127.0.0.1:1', 'panel.issuer: only the local stage may name loopback'],
  ])('is refused with %s', (change, problem) => {
    expect(problems(change)).toEqual([expect.stringContaining(problem)]);
  });

  it('needs the tenant whose agents may open it', () => {
    const stage = onCxone();
    Reflect.deleteProperty(Object(stage.panel), 'tenantId');

    expect(examineStage('dev', stage).problems).toEqual([
      'panel.tenantId: must name the tenant whose agents may see what a call is about',
    ]);
  });

  it('tells its page where agents sign in for a code, and its function who issues their tokens', () => {
    const stage = parseStage('dev', onCxone());
    const { clientId } = stage.panel!;

    expect(panelPage(stage.panel!, stage).settings).toEqual({
      signIn: { gives: 'code', address: 'https://cxone.niceincontact.com/auth/authorize', clientId },
    });
    expect(panelRules(stage.panel!, stage).agents).toEqual({
      platform: 'cxone',
      issuer: 'https://cxone.niceincontact.com',
      clientId,
      audience: clientId,
      tenantId: '11eb660f-4c6d-34a0-8733-0242ac110002',
    });
  });

  it('has no tenant on Genesys Cloud', () => {
    const stage = withOverrides(cdkContext().stages.dev!, [{ path: 'panel.tenantId', value: 't' }]);

    expect(examineStage('dev', stage).problems).toEqual([expect.stringMatching(/^panel\.tenantId: /)]);
  });
});

describe('a stage on NICE CXone', () => {
  it('can be used', () => {
    expect(parseStage('dev', onCxone()).telephony).toEqual(TELEPHONY);
  });

  it('starts at two requests a second where it names no budget, and keeps the one it names', () => {
    const budget = (...changes: string[]) => pacingOf(parseStage('dev', onCxone(...changes))).telephony;

    expect(budget().requestsPerMinute).toBe(120);
    expect(budget('pacing.telephony.shares.standard=50').requestsPerMinute).toBe(120);
    expect(budget('pacing.telephony.requestsPerMinute=300').requestsPerMinute).toBe(300);
    expect(pacingOf(parseStage('dev', cdkContext().stages.dev)).telephony.requestsPerMinute).toBe(240);
  });

  it.each([
    ['telephony.queueIds.field-service=skill', 'telephony.queueIds.field-service: must be an id of CXone'],
    ['telephony.doNotCallListId=0', 'telephony.doNotCallListId: must be an id of CXone'],
    [
      'telephony.campaigns.sensor-calls.campaignId=a1',
      'telephony.campaigns.sensor-calls.campaignId: must be an id of CXone',
    ],
    ['telephony.apiBaseUrl=https://api-na1.niceincontact.com', 'telephony.apiBaseUrl: no such setting'],
    ['telephony.numberFormat=national', 'telephony.numberFormat: '],
    ['telephony.trigger={"kind":"callback"}', 'telephony.trigger.callData: '],
    [
      'telephony.trigger.parameters=["phoneNumber","phoneNumber"]',
      'telephony.trigger.parameters: must name each parameter once',
    ],
    [
      'telephony.loginBaseUrl=https://na2.nice-incontact.com',
      'telephony.loginBaseUrl: must be a login of NICE',
    ],
    [
      'telephony.loginBaseUrl=https://na1.nice-incontact.com.evil.example',
      'telephony.loginBaseUrl: must be a login of NICE',
    ],
    ['telephony.loginBaseUrl=http://127.0.0.1', 'telephony.loginBaseUrl: only the local stage'],
    ['ticketing.pollTrunks=true', 'ticketing.pollTrunks: not with CXone'],
    ['ticketing.eventBusName=aws.partner/x', 'ticketing.eventBusName: not with CXone'],
    ['reports.eventBusName=aws.partner/x', 'reports.eventBusName: not with CXone'],
    ['context.previewEvents=true', 'context.previewEvents: '],
    ['alerts.classes.temp_critical.skillIds=["9"]', 'telephony.trigger.parameters: must name skillIds'],
  ])('is told what is wrong with %s', (change, problem) => {
    expect(problems(change)).toEqual([expect.stringContaining(problem)]);
  });

  it('has no bus that tells of conversations, and Genesys Cloud has no other way', () => {
    const source = 'aws.partner/genesys.com/cloud/3f0c9b1e-5a77-4d0e-9a44-6c1b2f7d8e90/trunkline-dev';
    const genesys = withOverrides(cdkContext().stages.dev!, [
      { path: 'segmentation.conversations.eventSource', value: undefined },
      { path: 'context.previewEvents', value: false },
      { path: 'previews.requeue', value: undefined },
    ]);

    expect(problems(`segmentation.conversations.eventSource=${source}`)).toEqual([
      'segmentation.conversations.eventSource: not with CXone, it has no partner event bus',
    ]);
    expect(examineStage('dev', genesys).problems).toEqual([
      'segmentation.conversations.eventSource: missing; the ends of conversations come by it',
    ]);
  });

  it.each(TELEPHONY.trigger.parameters)('must tell the script the %s of a call', (name) => {
    const parameters = TELEPHONY.trigger.parameters.filter((other) => other !== name);

    expect(problems(`telephony.trigger.parameters=${JSON.stringify(parameters)}`)).toEqual([
      `telephony.trigger.parameters: must name ${name}`,
    ]);
  });

  it('may do without a script, where no class needs skills of its own', () => {
    const callback = 'telephony.trigger={"kind":"callback","callData":"not-sent"}';

    expect(problems(callback)).toEqual([]);
    expect(problems(callback, 'alerts.classes.temp_critical.skillIds=["9"]')).toEqual([
      'telephony.trigger: a callback has no place for the skillIds of "temp_critical"',
    ]);
  });
});
