import { cxoneAccessWith } from '../functions/adapters/cxone-access.ts';
import { type CxoneRequests, cxoneRequests } from '../functions/adapters/cxone-requests.ts';
import { httpClient } from '../functions/adapters/http.ts';
import { CxoneAccessKey, keptSecret } from '../functions/adapters/secrets.ts';
import type { CxoneSettings } from '../functions/messages/telephony-settings.ts';
import { said } from './said.ts';

const DEADLINE_MS = 10_000;

/** A skill that no business unit has: whoever may read skills is told so, and nobody else. */
const NO_SKILL = '999999999';

const now = (): Date => new Date();

/**
 * Requests to a business unit under an access key that no function has yet. They draw on no budget.
 * @throws {TransientError} the login refuses the key or does not answer, or the host of the API cannot be had
 */
export async function cxoneLine(settings: CxoneSettings, text: string): Promise<CxoneRequests> {
  const key = keptSecret(async () => text, CxoneAccessKey, now);
  const { api, tokens } = cxoneAccessWith(settings.loginBaseUrl, key, { now, clientOf: httpClient });
  await tokens.ready();
  return cxoneRequests(api, tokens, DEADLINE_MS, now);
}

/**
 * Whether a text of a secret lets into a business unit: a problem, or `undefined`. Changes nothing.
 * @throws {TransientError} as `cxoneLine`
 */
export async function cxoneKeyProblem(settings: CxoneSettings, text: string): Promise<string | undefined> {
  const requests = await cxoneLine(settings, text);
  try {
    await requests.ask({ method: 'GET', path: `/skills/${NO_SKILL}` });
    return undefined;
  } catch (error) {
    return `the access key's user may not read skills, or nobody answered: ${said(error)}`;
  }
}
