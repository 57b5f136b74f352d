import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialsProblem } from '../../bin/credentials-work.ts';
import { cxoneFaults } from '../../bin/doctor/cxone-faults.ts';
import type { InspectedStage } from '../../bin/inspected-stage.ts';
import type { CxoneSettings } from '../../functions/messages/telephony-settings.ts';
import { examineStage, LOCAL } from '../../lib/stage.ts';
import type { CxoneSimulator } from '../../local/simulators/cxone.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { parseOverride } from '../../local/stage-settings.ts';
import { settingsWith, startVendors, type Vendors } from '../../local/vendors.ts';
import { requestProblems } from '../support/contract.ts';

const OVERRIDES = [parseOverride('telephony.platform=cxone')];
const KEY = JSON.stringify({ accessKeyId: 'local', accessKeySecret: 'local' });

let vendors: Vendors;
let cxone: CxoneSimulator;

beforeAll(async () => {
  vendors = await startVendors({ overrides: OVERRIDES });
  cxone = vendors.cxone!;
});
afterAll(() => vendors?.stop());

/** The local stage on CXone with some settings replaced. */
function patient(...settings: string[]): InspectedStage & { readonly telephony: CxoneSettings } {
  const overrides = [...OVERRIDES, ...settings.map(parseOverride)];
  const examined = examineStage(LOCAL, settingsWith({ overrides }, vendors));
  const { telephony } = examined.blocks;
  if (telephony?.platform !== 'cxone') throw new Error(examined.problems.join('; '));
  const never = async () => {
    throw new Error('not asked here');
  };
  const secrets = { read: never, putPending: never, versionAt: never, moveStage: never };
  return { ...examined, name: LOCAL, where: '', secrets, telephony };
}

async function faults(...settings: string[]) {
  const examined = patient(...settings);
  return cxoneFaults(examined, examined.telephony, KEY);
}

describe('the doctor on CXone', () => {
  it('finds nothing wrong where all is set up, keeps the contract, changes nothing, and says what it cannot see', async () => {
    const found = await faults();

    expect(found.faults).toEqual([]);
    expect(found.unseen.join('\n')).toMatch(/permissions[\s\S]*script Trunkline\\SensorCall/);
    const contract = readContract('nice-cxone');
    expect(cxone.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect([cxone.conversations(), cxone.contacts(), cxone.doNotCall()]).toEqual([[], [], []]);
  });

  it.each([
    ['telephony.queueIds.field-service="99"', 'routing queue field-service (skill 99)', /no such skill/],
    ['telephony.campaigns.sensor-calls.campaignId="99"', 'campaign sensor-calls (skill 99)', /unknown/],
    [
      'telephony.campaigns.sensor-calls.contactListId="9"',
      'campaign sensor-calls (skill 48301)',
      /another list/,
    ],
    [
      'previews.routes.general.campaignId="48301"',
      'campaign of the preview route general (skill 48301)',
      /not preview/,
    ],
    ['telephony.doNotCallListId="9"', 'DNC group 9', /no such group/],
  ])('with %s names it, and the command that mends it', async (setting, subject, fault) => {
    const found = await faults(setting);

    expect(found.faults).toMatchObject([
      { area: 'platform', subject, fault: expect.stringMatching(fault), mend: expect.stringContaining('jq') },
    ]);
  });

  it('names a key that is not let in, and what it hides', async () => {
    const examined = patient();
    const wrong = JSON.stringify({ accessKeyId: 'local', accessKeySecret: 'hidden-value' });

    const found = await cxoneFaults(examined, examined.telephony, wrong);

    expect(found.faults).toMatchObject([
      { subject: 'the access key', mend: expect.stringContaining('npm run rotate -- telephony') },
    ]);
    expect(found.unseen).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('hidden-value');
  });
});

describe('a new access key', () => {
  const tried = (text: string) => credentialsProblem({ name: 'telephony' }, patient().blocks, text);

  it('is taken when it opens, and not when it does not', async () => {
    expect(await tried(KEY)).toBeUndefined();
    expect(await tried('{"accessKeyId":"a","accessKeySecret":"b"}')).toMatch(/401/);
  });

  it('is not taken when its user may not read skills', async () => {
    cxone.setFaults([{ system: 'cxone', operation: 'readCampaign', fault: { kind: 'status', status: 403 } }]);

    expect(await tried(KEY)).toMatch(/may not read skills/);
    cxone.setFaults([]);
  });
});
