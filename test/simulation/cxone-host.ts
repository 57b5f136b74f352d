import { cxoneTelephony } from '../../functions/adapters/cxone.ts';
import { cxoneAccessWith } from '../../functions/adapters/cxone-access.ts';
import type { HttpRequest } from '../../functions/adapters/http.ts';
import { CxoneAccessKey } from '../../functions/adapters/secrets.ts';
import type { CxoneSettings } from '../../functions/messages/telephony-settings.ts';
import { NEEDED_PARAMETERS } from '../../lib/cxone-problems.ts';
import type { PlannedAnswer } from './call-answers.ts';
import type { Told } from './callbacks.ts';
import type { Chance } from './chance.ts';
import { callIn, cxoneDesk, isScript } from './cxone-desk.ts';
import { answered, type Reply } from './http.ts';
import { type PlatformFace, type PlatformHost, platformHost } from './platform-host.ts';
import type { Simulation } from './simulation.ts';
import { secretOf } from './vault.ts';

const LOGIN = 'https://na1.nice-incontact.com';
const ISSUER = 'https://cxone.niceincontact.com';
const API = 'https://api-na1.niceincontact.com';
const TENANT = '11ea6b5c-2f70-4b35-8d1c-5e0f7a3b9d22';
const KEY = { accessKeyId: 'id', accessKeySecret: 'secret' };

const SETTINGS: CxoneSettings = {
  platform: 'cxone',
  loginBaseUrl: LOGIN,
  secretArn: 'arn',
  callerId: '+12025550100',
  numberFormat: 'us-ten-digits',
  queueIds: { 'field-service': '4001', 'enterprise-service': '4002', 'tier-review': '4003' },
  trigger: { kind: 'script', scriptPath: 'Trunkline\\ProactiveCall', parameters: [...NEEDED_PARAMETERS] },
};

/** A business unit of NICE CXone. `told` hears what becomes of each contact. */
export const cxoneHost = (
  simulation: Simulation,
  told: Told,
  planned: readonly PlannedAnswer[] = [],
): PlatformHost => platformHost(simulation, cxoneFace(simulation, told), planned);

function cxoneFace(simulation: Simulation, told: Told): PlatformFace {
  return {
    name: 'cxone',
    desk: cxoneDesk(simulation, told),
    telephony({ api, login, process, around, requestMs }) {
      const accessKey = secretOf(around, 'telephony', KEY, CxoneAccessKey);
      const now = () => process.clock.now();
      const clientOf = (origin: string) => (origin === API ? api : login);
      return cxoneTelephony(cxoneAccessWith(LOGIN, accessKey, { now, clientOf }), SETTINGS, requestMs);
    },
    isCall: ({ path }) => isScript(path),
    phoneIn: ({ path }) => callIn(path).phoneE164,
    signIn,
    // No answer of CXone says for how long.
    throttled: (chance) => answered(429, wordless(chance)),
    refused: (chance) => answered(chance.pick([400, 403, 404, 422]), wordless(chance)),
    withoutId,
    placed: (chance, created, afterMs) =>
      answered(chance.pick([202, 202, 200]), asText(chance, created), {}, afterMs),
    asGiven: (reply) =>
      reply.kind === 'answer' ? { ...reply, answer: { ...reply.answer, headers: {} } } : reply,
  };
}

/** The login gives a token, and the issuer it names tells where the API is. */
function signIn(
  { path }: HttpRequest,
  issue: () => { readonly token: string; readonly seconds: number },
): Reply {
  if (path.startsWith('/.well-known/')) return answered(200, { api_endpoint: API });
  const { token, seconds } = issue();
  return answered(200, { access_token: token, id_token: ID_TOKEN, expires_in: seconds });
}

const ID_TOKEN = ['{}', JSON.stringify({ iss: ISSUER, tenantId: TENANT }), 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** A reason may stand in the body under either name, or in the status line alone. */
const wordless = (chance: Chance): unknown =>
  chance.pick<unknown>([
    '',
    { error: 'invalid_request', errorDescription: 'no' },
    { error_description: 'no' },
  ]);

/** Ids come as numbers, and as text. */
const asText = (chance: Chance, created: object): object =>
  chance.happens(0.3)
    ? Object.fromEntries(Object.entries(created).map(([name, value]) => [name, String(value)]))
    : created;

const withoutId = (chance: Chance): Reply =>
  chance.pick([
    answered(200),
    answered(204),
    answered(202, {}),
    answered(200, '<html>'),
    answered(202, { contactId: 0 }),
    answered(200, { contactId: null }),
  ]);
