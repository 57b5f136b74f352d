import { randomBytes } from 'node:crypto';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';
import { ORGANIZATION } from './genesys-organization.ts';
import { credentials, oauthError, type Presented } from './genesys-tokens.ts';
import type { ContractProblem } from './openapi-problem.ts';
import type { Answer } from './vendor.ts';

/** People who sign in by their browser, each under some OAuth client. */
export interface AgentDesk {
  /** Signs an agent in under an OAuth client, and gives the token. */
  signIn(clientId: string, at: Date): string;
  /** The answer of `GET /oauth/authorize`: everybody is signed in at once, and led back with a token. */
  authorize(call: Call, problems: readonly ContractProblem[]): Answer;
  /** What an agent's token is worth; `undefined` when none is presented. */
  present(call: Call): Presented | undefined;
  /** `GET /api/v2/tokens/me` with an agent's token; `undefined` when none is presented. */
  token(call: Call): Outcome | undefined;
}

/** Nobody has signed in yet. */
export function agentDesk(validitySeconds: number): AgentDesk {
  const issued = new Map<string, { readonly until: number; readonly clientId: string }>();
  const ofCall = (call: Call) => issued.get(credentials(call, 'bearer'));
  const signIn = (clientId: string, at: Date): string => {
    const token = randomBytes(32).toString('base64url');
    issued.set(token, { until: at.getTime() + validitySeconds * 1000, clientId });
    return token;
  };
  return {
    signIn,
    authorize(call, problems) {
      if (problems.length > 0) return oauthError(400);
      const asked = (name: string): string => call.query[name]?.[0] ?? '';
      const told = new URLSearchParams({
        access_token: signIn(asked('client_id'), call.at),
        token_type: 'bearer',
        expires_in: String(validitySeconds),
        state: asked('state'),
      });
      return { status: 302, headers: { Location: `${asked('redirect_uri')}#${told}` } };
    },
    present(call) {
      const own = ofCall(call);
      if (own === undefined) return undefined;
      return call.at.getTime() < own.until
        ? { kind: 'valid', token: credentials(call, 'bearer') }
        : { kind: 'refused' };
    },
    token(call) {
      const own = ofCall(call);
      if (own === undefined) return undefined;
      const { clientId: id } = own;
      const client = { id, name: id, authorizedGrantType: 'TOKEN' };
      return { kind: 'done', status: 200, body: { organization: ORGANIZATION, OAuthClient: client } };
    },
  };
}
