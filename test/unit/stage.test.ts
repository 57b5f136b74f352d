import { describe, expect, it } from '@jest/globals';
import { DEFAULT_PROTOCOL } from '../../functions/dialing/protocol.ts';
import { parseStage, StageError } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, parseOverride, withOverrides } from '../../local/stage-settings.ts';

const { stages } = cdkContext();

/** What is said about a stage of `cdk.json` with some settings changed, each as `path=value`. */
function problems(changes: readonly string[], name = 'dev'): readonly string[] {
  return problemsOf(withOverrides(stages[name]!, changes.map(parseOverride)), name);
}

function problemsOf(settings: unknown, name = 'dev'): readonly string[] {
  try {
    parseStage(name, settings);
    return [];
  } catch (error) {
    if (error instanceof StageError) return error.problems;
    throw error;
  }
}

const changed = (...changes: Override[]) => parseStage('dev', withOverrides(stages.dev!, changes));

describe('the stages of cdk.json', () => {
  it.each(Object.keys(stages))('%s can be used as it stands', (name) => {
    expect(parseStage(name, stages[name])).toMatchObject({ name, timing: DEFAULT_PROTOCOL });
  });

  it('leave dialing off wherever real numbers are', () => {
    const armed = Object.keys(stages).filter((name) => parseStage(name, stages[name]).dialing.armed);

    expect(armed).toEqual(['local']);
  });
});

describe('the timing of a stage', () => {
  it('takes seconds and minutes from the settings, and the rest as it was proven', () => {
    const { timing } = changed(
      { path: 'dialing.protocol', value: { request: 5, function: 20 } },
      { path: 'dialing.suppressionMinutes', value: 90 },
      { path: 'dialing.closingMarginSeconds', value: 600 },
    );

    expect(timing).toEqual({
      ...DEFAULT_PROTOCOL,
      requestMs: 5000,
      functionMs: 20_000,
      suppressionMs: 5_400_000,
      closingMarginMs: 600_000,
    });
  });
});

describe('a wrong setting', () => {
  it.each([
    [
      'that has a deployed console told by itself',
      'console.updates="events"',
      'console.updates: only the local',
    ],
    [
      'that has a browser sign',
      'reads={"auth":"iam","throttle":{"ratePerSecond":1,"burst":1}}',
      'console: a browser',
    ],
    ['that does not exist', 'nope=1', 'nope: no such setting'],
    ['that does not exist in a block', 'dialing.armd=true', 'dialing.armd: no such setting'],
    ['of a protocol that has none such', 'dialing.protocol.grace=1', 'dialing.protocol.grace: no such'],
    ['of another type', 'dialing.armed=yes', 'dialing.armed: Invalid input: expected boolean'],
    ['below which something else was put', 'dialing.armed.now=true', 'dialing.armed: Invalid input'],
    ['no API Gateway knows', 'doors.alerts.auth=none', 'doors.alerts.auth: Invalid option'],
    ['that is no time of day', 'dialing.window.opensAt=8:00', 'dialing.window.opensAt: must be HH:MM'],
    ['past midnight', 'dialing.window.closesAt=24:30', 'dialing.window.closesAt: must be HH:MM'],
    ['that opens after it closes', 'dialing.window.opensAt=21:00', 'dialing.window: opensAt must be before'],
    ['that opens when it closes', 'dialing.window.closesAt=08:00', 'dialing.window: opensAt must be before'],
    ['that is no zone', 'followUp.timeZone=Mars/Olympus', 'followUp.timeZone: must be an IANA'],
    ['that is an offset', 'followUp.timeZone=+05:30', 'followUp.timeZone: must be an IANA'],
    [
      'no log can be kept for',
      'retention={"logDays":31,"telemetryDays":90}',
      'retention.logDays: must be one',
    ],
    ['that is no number', 'dialing.allowNumbers=["0201-555"]', 'dialing.allowNumbers.0: must be E.164'],
    ['that lacks its plus', 'dialing.allowNumbers=["12025550123"]', 'dialing.allowNumbers.0: must be E.164'],
    ['without a caller', 'telephony.callerId=anonymous', 'telephony.callerId: Invalid string'],
    ['that is no URL', 'crm.baseUrl=crm', 'crm.baseUrl: Invalid URL'],
    [
      'without the customer',
      'crm.paths={"customer":"/all","tasks":"/tasks"}',
      'crm.paths.customer: Invalid string',
    ],
    [
      'of a class',
      'alerts.classes.default.severity=urgent',
      'alerts.classes.default.severity: Invalid option',
    ],
    [
      'that routes to a queue nobody named',
      'alerts.classes.default.routingQueue=nowhere',
      'alerts.classes.default.routingQueue: telephony.queueIds names no queue "nowhere"',
    ],
    [
      'that has a campaign call about what cannot wait',
      'alerts.classes.temp_critical.campaign=sensor-calls',
      'alerts.classes.temp_critical.campaign: only a standard class is called by a campaign',
    ],
    [
      'that has a campaign call that nobody named',
      'alerts.classes.default.campaign=spring-sale',
      'alerts.classes.default.campaign: telephony.campaigns names no campaign "spring-sale"',
    ],
    [
      'that reviews in a queue nobody named',
      'routing.reviewQueue=nowhere',
      'routing.reviewQueue: telephony.queueIds names no queue "nowhere"',
    ],
    [
      'that sends a tier to a queue nobody named',
      'routing.byTier.gold.routingQueue=vault',
      'routing.byTier.gold.routingQueue: telephony.queueIds names no queue "vault"',
    ],
    [
      'that offers contacts again to a route nobody named',
      'previews.requeue.route=second',
      'previews.requeue.route: routes names no "second"',
    ],
    [
      'that offers contacts again and does not hear of them',
      'context.previewEvents=false',
      'previews.requeue: needs context.previewEvents',
    ],
    [
      'that breaks the protocol',
      'dialing.protocol.request=28',
      'dialing.protocol: function must exceed request by more than 2 s',
    ],
    [
      'that lets a call ring after the window',
      'dialing.closingMarginSeconds=60',
      'dialing.protocol: closingMargin must be at least',
    ],
    ['longer than a function may run', 'dialing.protocol.function=901', 'dialing.protocol.function: Too big'],
    ['that chooses the key of the doors', 'doors.apiKeyValue=open', 'doors.apiKeyValue: only the local'],
    ['that chooses the key of the reads', 'reads.apiKeyValue=open', 'reads.apiKeyValue: only the local'],
  ])('%s is refused at its path: %s', (_circumstance, change, problem) => {
    expect(problems([change])).toEqual([expect.stringContaining(problem)]);
  });

  it('that is missing is named', () => {
    const { crm: _left, ...rest } = stages.dev!;

    expect(problemsOf(rest)).toEqual([expect.stringMatching(/^crm: /)]);
  });

  it.each([undefined, null, 'dev', []])('for the whole stage is said so: %j', (settings) => {
    expect(problemsOf(settings)).toEqual([expect.stringMatching(/^\(the stage\): /)]);
  });

  it('is allowed on the laptop where only the laptop may', () => {
    expect(problems(['doors.apiKeyValue=other', 'crm.baseUrl=http://127.0.0.1:8080'], 'local')).toEqual([]);
  });
});

describe('several wrong settings', () => {
  it('are all named at once, also those that are well-formed but do not fit', () => {
    const said = problems([
      'nope=1',
      'telephony.nope=1',
      'dialing.armed=yes',
      'telephony.apiBaseUrl=https://api.evil.example',
      'telephony.loginBaseUrl=http://login.mypurecloud.com',
      'crm.baseUrl=https://127.0.0.1',
      'routing.reviewQueue=nowhere',
      'doors.apiKeyValue=open',
    ]);

    expect(said).toEqual([
      'telephony.nope: no such setting',
      'dialing.armed: Invalid input: expected boolean, received string',
      'nope: no such setting',
      'routing.reviewQueue: telephony.queueIds names no queue "nowhere"',
      'telephony.apiBaseUrl: must be https://api.<a Genesys Cloud region host>',
      'telephony.loginBaseUrl: must be https',
      'crm.baseUrl: only the local stage may name loopback',
      'doors.apiKeyValue: only the local stage may choose its key',
    ]);
  });

  it('are one message with a line each', () => {
    expect(() => parseStage('dev', withOverrides(stages.dev!, [{ path: 'a', value: 1 }]))).toThrow(
      'stage "dev" has wrong settings:\n  a: no such setting',
    );
  });
});
