import { genesysTelephony } from '../../functions/adapters/genesys.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import { ClientCredentials } from '../../functions/adapters/secrets.ts';
import { type PlannedAnswer, retryAfter } from './call-answers.ts';
import type { Told } from './callbacks.ts';
import type { Chance } from './chance.ts';
import { genesysDesk } from './genesys-desk.ts';
import { answered, type Reply } from './http.ts';
import { type PlatformFace, type PlatformHost, platformHost } from './platform-host.ts';
import type { Simulation } from './simulation.ts';
import { secretOf } from './vault.ts';

const QUEUE_IDS = { 'field-service': 'queue-1', 'enterprise-service': 'queue-2', 'tier-review': 'queue-3' };
const SECRET = { clientId: 'id', clientSecret: 'secret' };
const CALLBACKS = '/api/v2/conversations/callbacks';

/** An organization of Genesys Cloud. `told` hears what becomes of each callback. */
export const genesysHost = (
  simulation: Simulation,
  told: Told,
  planned: readonly PlannedAnswer[] = [],
): PlatformHost => platformHost(simulation, genesysFace(simulation, told), planned);

function genesysFace(simulation: Simulation, told: Told): PlatformFace {
  return {
    name: 'genesys',
    desk: genesysDesk(simulation, told),
    telephony({ api, login, process, around, requestMs }) {
      const now = () => process.clock.now();
      const secret = secretOf(around, 'telephony', SECRET, ClientCredentials);
      const tokens = clientCredentialsTokens(login, secret, now);
      return genesysTelephony(api, tokens, { callerId: '+12025550100', queueIds: QUEUE_IDS, requestMs }, now);
    },
    isCall: ({ path }) => path === CALLBACKS,
    phoneIn: ({ body = '' }) => (JSON.parse(body) as { callbackNumbers: string[] }).callbackNumbers[0] ?? '',
    signIn(_request, issue) {
      const { token, seconds } = issue();
      return answered(200, { access_token: token, token_type: 'bearer', expires_in: seconds });
    },
    throttled: (chance, now, someSeconds) =>
      answered(429, '', { 'retry-after': retryAfter(chance, now, someSeconds()) }),
    refused: (chance) => answered(chance.pick([400, 403, 404, 422]), { code: 'bad.request' }),
    withoutId,
    placed: (_chance, created, afterMs) => answered(200, created, {}, afterMs),
    asGiven: (reply) => reply,
  };
}

const withoutId = (chance: Chance): Reply =>
  chance.pick([
    answered(200),
    answered(201, {}),
    answered(200, '<html>'),
    answered(202, { conversation: { id: '' } }),
  ]);
