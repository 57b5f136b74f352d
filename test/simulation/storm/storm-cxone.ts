import { cxoneTelephony } from '../../../functions/adapters/cxone.ts';
import { type CxoneAccess, cxoneAccessWith } from '../../../functions/adapters/cxone-access.ts';
import { cxoneObservations } from '../../../functions/adapters/cxone-observations.ts';
import { cxoneRequests } from '../../../functions/adapters/cxone-requests.ts';
import type { ScriptParameter } from '../../../functions/messages/cxone-settings.ts';
import type { CxoneSettings } from '../../../functions/messages/telephony-settings.ts';
import { NEEDED_PARAMETERS } from '../../../lib/cxone-problems.ts';
import { answer, type StormAgents, type StormSide, type StormWay } from './storm-side.ts';

const QUEUE_IDS = { 'field-service': '48201', 'enterprise-service': '48202', 'tier-review': '48203' };
const LOGIN = 'http://127.0.0.1';
const SETTINGS: CxoneSettings = {
  platform: 'cxone',
  loginBaseUrl: LOGIN,
  secretArn: 'telephony',
  callerId: '+12025550100',
  queueIds: QUEUE_IDS,
  numberFormat: 'e164',
  trigger: { kind: 'script', scriptPath: 'Trunkline\\SensorCall', parameters: [...NEEDED_PARAMETERS] },
};
const SECRET = { value: async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' }) };

/** A token of one tenant: the adapter reads its claims, and asks where the API of the tenant is. */
const CLAIMS = Buffer.from(JSON.stringify({ iss: LOGIN, tenantId: 'tenant' })).toString('base64url');
const TOKEN = { access_token: `e30.${CLAIMS}.e30`, token_type: 'Bearer', expires_in: 3600 };

/** NICE CXone in a storm. Its refusals do not say for how long. */
export const stormCxone: StormSide = {
  queueIds: QUEUE_IDS,
  answer({ path }, agents) {
    if (path.endsWith('/token/access-key')) return answer(200, TOKEN);
    if (path.includes('/cxone-configuration?')) return answer(200, { api_endpoint: LOGIN });
    if (path.includes('/skills/activity')) return answer(200, { skillActivity: activity(agents) });
    if (!path.includes('/scripts/start?')) return answer(404, { error: 'not_found' });
    return answer(202, { contactId: agents.call() });
  },
  throttled: () => answer(429, { error: 'too_many_requests' }),
  callOf({ path }) {
    const [start, query] = path.split('?');
    if (!start?.endsWith('/scripts/start')) return undefined;
    const values = new URLSearchParams(query).get('Parameters')?.split('|') ?? [];
    const said = (name: ScriptParameter): string => values[NEEDED_PARAMETERS.indexOf(name)] ?? '';
    return { referenceId: said('referenceId'), attemptId: said('attemptId') };
  },
  telephony: (way, requestMs, now) => cxoneTelephony(access(way, now), SETTINGS, requestMs),
  observer(way, now) {
    const { api, tokens } = access(way, now);
    return cxoneObservations(cxoneRequests(api, tokens, 5000, now), QUEUE_IDS, now);
  },
};

const access = ({ http, through }: StormWay, now: () => Date): CxoneAccess =>
  cxoneAccessWith(LOGIN, SECRET, { now, clientOf: () => http, through });

const activity = (agents: StormAgents) =>
  Object.values(QUEUE_IDS).map((id) => ({
    skillId: Number(id),
    agentsWorking: agents.occupied(),
    agentsACW: 0,
    agentsAvailable: agents.agents - agents.occupied(),
    queueCount: 0,
  }));
