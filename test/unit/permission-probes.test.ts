import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { missingPermissions, permissionProbes } from '../../bin/doctor/permission-probes.ts';
import { type AskPlatform, platformLine } from '../../bin/platform-probe.ts';
import { parseStage } from '../../lib/stage.ts';
import type { Blocks } from '../../lib/stage-problems.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const CLIENT = { clientId: 'probe', clientSecret: 'probe' };
const contract = readContract('genesys-cloud');
const stage = parseStage('local', cdkContext().stages.local);
const summary = { when: {}, effect: { summarizeTranscript: 200 } };
const whole: Blocks = {
  ...stage,
  segmentation: { ...stage.segmentation, rules: [summary] },
  ticketing: { ...stage.ticketing, pollTrunks: true },
};
const probes = permissionProbes(whole);

let genesys: GenesysSimulator;
let ask: AskPlatform;

beforeAll(async () => {
  genesys = await startGenesysSimulator({ ...CLIENT, queueIds: ['q'], requestsPerMinute: 10_000 });
  const settings = {
    ...stage.telephony,
    platform: 'genesys',
    apiBaseUrl: genesys.url,
    loginBaseUrl: genesys.url,
  } as const;
  ask = await platformLine(settings, JSON.stringify(CLIENT));
});

afterAll(() => genesys?.stop());

describe('the probes of permissions', () => {
  it('find nothing where the role has all, keep the contract, and change nothing', async () => {
    const found = await missingPermissions(ask, probes);
    const requests = genesys.requests();

    expect(found).toEqual({ missing: [], unanswered: 0 });
    expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect([genesys.conversations(), genesys.contacts(), genesys.doNotCall()]).toEqual([[], [], []]);
  });

  it.each(probes.flatMap(({ permissions }) => permissions))('name %s alone where it lacks', async (name) => {
    const { request } = probes.find(({ permissions }) => permissions.includes(name))!;
    const asked = contract.route(request.method, request.path.split('?')[0] ?? '')?.operation.permissions;
    genesys.setOrganization({ lacking: asked?.type === 'ANY' ? [...asked.names] : [name] });

    const { missing } = await missingPermissions(ask, probes);

    expect(missing).toHaveLength(1);
    expect(missing[0]?.permissions).toContain(name);
  });

  it('cover every operation that the product asks for', () => {
    const probed = new Set(probes.flatMap(({ permissions }) => permissions));
    const used = contract.operations.filter(({ id }) => genesys.operations.includes(id));
    const served = used.filter(({ id }) => SIMULATED.has(id));
    const needed = served.filter(({ permissions }) => permissions && permissions.type !== 'NONE');

    expect(served).toHaveLength(SIMULATED.size);
    expect(needed.filter(({ permissions }) => !permissions?.names.some((name) => probed.has(name)))).toEqual(
      [],
    );
  });
});

/** Operations that adapters of the product send. */
const SIMULATED = new Set([
  'postConversationsCallbacks',
  'getConversation',
  'postAnalyticsConversationsDetailsQuery',
  'postConversationsCallbacksBulkDisconnect',
  'postOutboundDnclistPhonenumbers',
  'patchOutboundDnclistPhonenumbers',
  'postAnalyticsQueuesObservationsQuery',
  'getAnalyticsConversationDetails',
  'getOutboundCampaign',
  'postOutboundContactlistContacts',
  'postOutboundContactlistContactsBulk',
  'getOutboundContactlistContact',
  'putOutboundContactlistContact',
  'getOutboundCampaigns',
  'getOutboundCampaignProgress',
  'getOutboundCampaignStats',
  'postAnalyticsConversationsAggregatesQuery',
  'getTelephonyProvidersEdgesTrunks',
  'getSpeechandtextanalyticsConversationCommunicationTranscripturl',
]);
