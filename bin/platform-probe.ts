import { genesysHeaders } from '../functions/adapters/genesys-requests.ts';
import { type HttpAnswer, httpClient } from '../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../functions/adapters/oauth.ts';
import type { GenesysSettings } from '../functions/messages/telephony-settings.ts';
import { clientIn } from './vendors.ts';

/** A request to the platform that changes nothing, whatever it answers. */
export interface ProbeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
}

/** Asks the platform; `undefined` where no answer came. Never throws. */
export type AskPlatform = (request: ProbeRequest) => Promise<HttpAnswer | undefined>;

const DEADLINE_MS = 10_000;

/**
 * A line to an organization of Genesys Cloud under credentials that no function has yet. Its requests draw on no budget.
 * @throws {TransientError} the login refuses them or does not answer
 */
export async function platformLine(settings: GenesysSettings, text: string): Promise<AskPlatform> {
  const login = httpClient(settings.loginBaseUrl);
  const token = await clientCredentialsTokens(login, clientIn(text), () => new Date()).ready();
  const api = httpClient(settings.apiBaseUrl);
  return ({ method, path, body }) =>
    api
      .send({
        method,
        path,
        headers: genesysHeaders(token),
        deadlineMs: DEADLINE_MS,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      .catch(() => undefined);
}
