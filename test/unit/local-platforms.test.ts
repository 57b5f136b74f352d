import { describe, expect, it } from '@jest/globals';
import { StageError } from '../../lib/stage.ts';
import { parseOverride } from '../../local/stage-settings.ts';
import { localSecrets, localStage } from '../../local/vendors.ts';

const stageWith = (...settings: string[]) =>
  localStage({ overrides: settings.map(parseOverride) }, undefined);

describe('the local stage', () => {
  it('is on NICE CXone by one setting, with ids that are its own and the same routing queues', () => {
    const [genesys, cxone] = [stageWith(), stageWith('telephony.platform=cxone')];

    expect([genesys.telephony.platform, cxone.telephony.platform]).toEqual(['genesys', 'cxone']);
    expect(Object.keys(cxone.telephony.queueIds)).toEqual(Object.keys(genesys.telephony.queueIds));
    expect(Object.keys(cxone.telephony.campaigns ?? {})).toEqual(
      Object.keys(genesys.telephony.campaigns ?? {}),
    );
    expect(cxone.telephony).not.toHaveProperty('apiBaseUrl');
    expect(cxone.pacing.telephony.requestsPerMinute).toBe(120);
  });

  it('keeps what else is set, whatever the platform', () => {
    const stage = stageWith('telephony.callerId=+12025550199', 'telephony.platform=cxone');

    expect(stage.telephony.callerId).toBe('+12025550199');
  });

  it('holds the credentials that the platform of that name takes', () => {
    const secretOf = (...settings: string[]): object => {
      const stage = stageWith(...settings);
      return JSON.parse(localSecrets(stage, undefined)[stage.telephony.secretArn] ?? '{}');
    };

    expect(secretOf()).toEqual({ clientId: 'local', clientSecret: 'local' });
    expect(secretOf('telephony.platform=cxone')).toEqual({ accessKeyId: 'local', accessKeySecret: 'local' });
  });

  it('names the setting when there is no platform of that name', () => {
    const stage = () => stageWith('telephony.platform=switchboard');

    expect(stage).toThrow(StageError);
    expect(stage).toThrow(/telephony\.platform/);
  });
});
