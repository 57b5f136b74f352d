import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { type HttpAnswer, type HttpClient, NoAnswerError, NotSentError } from './http.ts';
import type { ClientCredentials, Secret } from './secrets.ts';

/** A bearer token of the client-credentials grant with its fields in the body, as ServiceNow and Salesforce take them. */
export interface FormToken {
  readonly text: string;
  /** Where the API of this token is; absent where the login host does not tell. */
  readonly apiUrl?: string;
}

/** Tokens for one system, one at a time, shared by all callers. */
export interface FormTokens {
  /** A token that has not been refused; fetched when there is none. @throws {TransientError} */
  current(): Promise<FormToken>;
  /** The system refused this token: forget it and read the secret again before the next. */
  refused(token: FormToken): void;
}

const DEADLINE_MS = 5000;

/** A login that was refused is not tried again sooner: a revoked client costs one request in this time, ms. */
export const REVOKED_MS = 15 * 60_000;

/** A login that was refused is not tried again at all within this time, whoever asks. */
const REFUSED_FOR_MS = 60_000;

/** Salesforce tells no lifetime; the shortest session policy is 15 minutes. A refused token is replaced anyway. */
const UNTOLD_LIFE_MS = 15 * 60_000;

/** ServiceNow gives the same token again while it lives, so that it is not renewed early. */
const EARLY_MS = 5000;

const Grant = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.optional(z.number()),
  instance_url: z.optional(z.url()),
});

/** Client credentials against a token path; `system` names the failures. */
export function formTokens(
  login: HttpClient,
  path: string,
  system: string,
  credentials: Secret<ClientCredentials>,
  now: () => Date,
): FormTokens {
  let kept: { readonly token: FormToken; readonly until: number } | undefined;
  let fetching: Promise<FormToken> | undefined;
  let secretIsSuspect = false;
  let refusal: { readonly error: TransientError; readonly until: number } | undefined;

  async function fetch(): Promise<FormToken> {
    try {
      return await granted();
    } catch (error) {
      if (error instanceof TransientError && error.reason === `${system}_login_refused`) {
        refusal = { error, until: now().getTime() + REFUSED_FOR_MS };
        secretIsSuspect = true;
      }
      throw error;
    }
  }

  async function granted(): Promise<FormToken> {
    const { clientId, clientSecret } = await credentials.value(secretIsSuspect);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString();
    const grant = grantIn(await asked(login, path, body, system), system);
    secretIsSuspect = false;
    refusal = undefined;
    const lifeMs = grant.expires_in === undefined ? UNTOLD_LIFE_MS : grant.expires_in * 1000;
    const token = {
      text: grant.access_token,
      ...(grant.instance_url !== undefined && { apiUrl: grant.instance_url }),
    };
    kept = { token, until: now().getTime() + lifeMs - EARLY_MS };
    return token;
  }

  return {
    async current() {
      if (kept && now().getTime() < kept.until) return kept.token;
      if (refusal && now().getTime() < refusal.until) throw refusal.error;
      fetching ??= fetch().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    refused(token) {
      if (kept?.token !== token) return;
      kept = undefined;
      secretIsSuspect = true;
    },
  };
}

async function asked(login: HttpClient, path: string, body: string, system: string): Promise<HttpAnswer> {
  try {
    return await login.send({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
      deadlineMs: DEADLINE_MS,
    });
  } catch (error) {
    if (!(error instanceof NotSentError) && !(error instanceof NoAnswerError)) throw error;
    throw new TransientError(`${system}_login_unavailable`, error.message, { cause: error });
  }
}

function grantIn(answer: HttpAnswer, system: string): z.infer<typeof Grant> {
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
    throw new TransientError(`${system}_login_refused`, `the login answered ${answer.status}`, {
      retryAfterMs: REVOKED_MS,
    });
  }
  const grant = Grant.safeParse(jsonOf(answer.body));
  if (answer.status === 200 && grant.success) return grant.data;
  throw new TransientError(`${system}_login_unavailable`, `the login answered ${answer.status}`);
}

/** The JSON of an answer; `undefined` where there is none, e.g. the page of a sleeping instance. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
