import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { signedJwt } from '../../functions/adapters/signed-jwt.ts';
import type { Call } from './call.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import { originOf } from './cxone-tokens.ts';

/** Published lifetime of tokens (reference C.1), seconds. */
const VALIDITY_SECONDS = 3600;

const KEY_ID = 'default';

const CodeRequest = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.string(),
  client_id: z.string(),
  code_verifier: z.string(),
});

/** By whom and when a token is issued. */
export interface Issued {
  readonly issuer: string;
  readonly at: Date;
}

/** People who sign in by their browser, each under some public application. */
export interface AgentDesk {
  /** Signs an agent in under an application, and gives the id token. */
  signIn(clientId: string, issued: Issued): string;
  /** The sign-in page and the published keys. Everybody is signed in at once, and led back with a code. */
  readonly work: CxoneDesk;
  /** Answers a token request that brings a code; `undefined` for any other. */
  tokenFor(call: Call): CxoneOutcome | undefined;
}

/** Nobody has signed in yet. */
export function agentDesk(tenantId: string): AgentDesk {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Readonly<Record<string, string>>>();

  const signIn = (clientId: string, { issuer, at }: Issued): string => {
    const issuedAt = Math.floor(at.getTime() / 1000);
    const claims = { iss: issuer, aud: clientId, sub: 'user:local', tenantId, iat: issuedAt };
    return signedJwt({ ...claims, exp: issuedAt + VALIDITY_SECONDS }, privateKey, KEY_ID);
  };

  function authorize({ query }: Call): CxoneOutcome {
    const asked = Object.fromEntries(Object.entries(query).map(([name, [value = '']]) => [name, value]));
    const code = randomBytes(24).toString('base64url');
    codes.set(code, asked);
    const told = new URLSearchParams({ code, state: asked.state ?? '' });
    return { kind: 'led', location: `${asked.redirect_uri}?${told}` };
  }

  return {
    signIn,
    work: {
      authorize,
      getJwks: () =>
        done(200, {
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }],
        }),
    },
    tokenFor(call) {
      const asked = CodeRequest.safeParse(call.body).data;
      if (asked === undefined) return undefined;
      const given = codes.get(asked.code);
      codes.delete(asked.code);
      const digest = createHash('sha256').update(asked.code_verifier).digest('base64url');
      const isOurs =
        given?.client_id === asked.client_id &&
        given.redirect_uri === asked.redirect_uri &&
        given.code_challenge === digest;
      if (!isOurs) return refused(400, 'the code is not known, or was asked for by somebody else');
      return done(200, {
        access_token: randomBytes(32).toString('base64url'),
        token_type: 'Bearer',
        expires_in: VALIDITY_SECONDS,
        id_token: signIn(asked.client_id, { issuer: originOf(call), at: call.at }),
      });
    },
  };
}
