import * as z from 'zod/mini';
import { genesysTelephony } from '../../../functions/adapters/genesys.ts';
import { genesysObservations } from '../../../functions/adapters/genesys-observations.ts';
import { genesysRequests } from '../../../functions/adapters/genesys-requests.ts';
import { genesysThrottle } from '../../../functions/adapters/genesys-throttle.ts';
import { clientCredentialsTokens } from '../../../functions/adapters/oauth.ts';
import { answer, type StormSide } from './storm-side.ts';

const Command = z.object({ data: z.object({ referenceId: z.string(), attemptId: z.string() }) });
const Query = z.object({ filter: z.object({ predicates: z.array(z.object({ value: z.string() })) }) });

const CALLBACKS = '/api/v2/conversations/callbacks';
const QUEUE_IDS = { 'field-service': 'queue-1', 'enterprise-service': 'queue-2', 'tier-review': 'queue-3' };
const SECRET = { value: async () => ({ clientId: 'id', clientSecret: 'secret' }) };

/** Genesys Cloud in a storm. */
export const stormGenesys: StormSide = {
  queueIds: QUEUE_IDS,
  answer({ path, body = '' }, agents) {
    if (path === '/oauth/token')
      return answer(200, { access_token: 'token', token_type: 'bearer', expires_in: 86_400 });
    if (path.endsWith('/observations/query')) {
      const { predicates } = z.parse(Query, JSON.parse(body)).filter;
      const counts = [
        { metric: 'oOnQueueUsers', qualifier: 'INTERACTING', stats: { count: agents.occupied() } },
        { metric: 'oOnQueueUsers', qualifier: 'IDLE', stats: { count: agents.agents - agents.occupied() } },
      ];
      const results = predicates.map(({ value }) => ({ group: { queueId: value }, data: counts }));
      return answer(200, { results });
    }
    if (path !== CALLBACKS) return answer(404, { code: 'not.found' });
    const id = `00000000-0000-4000-8000-${String(agents.call()).padStart(12, '0')}`;
    return answer(200, { conversation: { id } });
  },
  throttled: (seconds) => answer(429, {}, { 'retry-after': String(seconds) }),
  callOf: ({ path, body = '' }) => (path === CALLBACKS ? z.parse(Command, JSON.parse(body)).data : undefined),
  telephony({ http, through }, requestMs, now) {
    const throttling = through(genesysThrottle(http));
    const settings = { callerId: '+12025550100', queueIds: QUEUE_IDS, requestMs };
    return genesysTelephony(throttling, clientCredentialsTokens(throttling, SECRET, now), settings, now);
  },
  observer({ http, through }, now) {
    const throttling = through(genesysThrottle(http));
    const tokens = clientCredentialsTokens(throttling, SECRET, now);
    return genesysObservations(genesysRequests(throttling, tokens, 5000, now), QUEUE_IDS);
  },
};
