import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { ContractProblem } from './openapi-problem.ts';
import type { Answer } from './vendor.ts';

/** The OAuth client the platform knows, and how long its tokens live. */
export interface TokenSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly validitySeconds: number;
}

/** What an Authorization header is worth. */
export type Presented =
  | { readonly kind: 'valid'; readonly token: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'missing' };

/** Issues tokens and knows which still hold. */
export interface TokenDesk {
  /** The answer of `POST /oauth/token`; `problems` are those of the request against the contract. */
  answer(call: Call, problems: readonly ContractProblem[]): Answer;
  present(call: Call): Presented;
  /** Ends the life of the presented token, if there is one. */
  expire(call: Call): void;
  /** From now on these clients are known and no other; tokens of others are over. @throws ZodError one is no client */
  accept(clients: readonly unknown[]): void;
}

/** The id and the secret of an OAuth client. */
export const ClientPair = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) });
export type ClientPair = z.infer<typeof ClientPair>;

/** A desk that has issued nothing yet. */
export function tokenDesk(settings: TokenSettings): TokenDesk {
  const expiries = new Map<string, { readonly until: number; readonly basic: string }>();
  const basicOf = ({ clientId, clientSecret }: ClientPair): string =>
    Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  let known = [basicOf(settings)];
  return {
    answer(call, problems) {
      const basic = credentials(call, 'basic');
      if (!known.includes(basic)) return oauthError(401);
      if (problems.some((problem) => problem.field === 'grant_type' && problem.rule === 'enum')) {
        return oauthError(400, 'unsupported_grant_type');
      }
      if (problems.length > 0) return oauthError(400);
      const token = randomBytes(32).toString('base64url');
      expiries.set(token, { until: call.at.getTime() + settings.validitySeconds * 1000, basic });
      const body = { access_token: token, token_type: 'bearer', expires_in: settings.validitySeconds };
      return { status: 200, body };
    },
    present(call) {
      if (call.headers.authorization === undefined) return { kind: 'missing' };
      const token = credentials(call, 'bearer');
      const expiry = expiries.get(token);
      return expiry !== undefined && call.at.getTime() < expiry.until && known.includes(expiry.basic)
        ? { kind: 'valid', token }
        : { kind: 'refused' };
    },
    expire(call) {
      expiries.delete(credentials(call, 'bearer'));
    },
    accept(clients) {
      known = z.array(ClientPair).parse(clients).map(basicOf);
    },
  };
}

/** A refusal of the login host: `{error, description}` in OAuth's words (RFC 6749), unlike the API's own errors. */
export function oauthError(status: number, error = oauthCode(status)): Answer {
  return { status, body: { error, description: `the token request was refused: ${error}` } };
}

function oauthCode(status: number): string {
  if (status === 401) return 'invalid_client';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

/** The credentials of an Authorization header of one scheme; empty when it has another or none. */
export function credentials(call: Call, scheme: string): string {
  const [given = '', value = ''] = (call.headers.authorization ?? '').split(' ');
  return given.toLowerCase() === scheme ? value : '';
}
