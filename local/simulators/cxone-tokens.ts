import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import { credentials, type Presented } from './genesys-tokens.ts';

/** The tenant of the simulated platform. */
export const TENANT = {
  tenantId: '11ea6b5c-2f70-4b35-8d1c-5e0f7a3b9d22',
  icBUId: 4600001,
  icClusterId: 'LOCAL',
};

/** An access key of a user, and the client it may be used with where one is registered. */
const AccessKey = z.strictObject({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
});
export type AccessKey = z.infer<typeof AccessKey>;

const ShortRequest = z.object({ accessKeyId: z.string(), accessKeySecret: z.string() });
const FormRequest = z.union([
  z.object({ grant_type: z.literal('password'), username: z.string(), password: z.string() }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
]);

/** Issues tokens by both ways, tells where the API is, and knows which tokens still hold. */
export interface CxoneTokens {
  /** Token requests and discovery: what is answered without a token. */
  readonly work: CxoneDesk;
  present(call: Call): Presented;
  /** Ends the life of the presented token, if there is one. */
  expire(call: Call): void;
  /** From now on these access keys are known and no other; tokens of others are over. @throws ZodError one is none */
  accept(keys: readonly unknown[]): void;
}

/** Everything is served from the host that was asked. */
export const originOf = (call: Call): string => `http://${call.headers.host ?? '127.0.0.1'}`;

/** Has issued nothing yet. Published lifetime of tokens: about an hour (reference C.1). */
export function cxoneTokens(first: AccessKey, validitySeconds: number): CxoneTokens {
  let known: readonly AccessKey[] = [first];
  const access = new Map<string, { readonly key: string; readonly until: number }>();
  const refreshes = new Map<string, string>();

  function issued(call: Call, key: string): CxoneOutcome {
    const [token, refresh] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    access.set(token, { key, until: call.at.getTime() + validitySeconds * 1000 });
    refreshes.set(refresh, key);
    return done(200, {
      access_token: token,
      token_type: 'Bearer',
      refresh_token: refresh,
      expires_in: validitySeconds,
      id_token: idToken({ iss: originOf(call), ...TENANT }),
    });
  }

  const keyOf = (id: string, secret: string): AccessKey | undefined =>
    known.find(({ accessKeyId, accessKeySecret }) => accessKeyId === id && accessKeySecret === secret);
  const isKnown = (id: string): boolean => known.some(({ accessKeyId }) => accessKeyId === id);
  const isClient = (basic: string): boolean =>
    known.some(
      ({ clientId, clientSecret }) =>
        clientId !== undefined && basic === Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
    );

  const work: CxoneDesk = {
    getOidcConfiguration: (call) =>
      done(200, {
        issuer: originOf(call),
        authorization_endpoint: `${originOf(call)}/auth/authorize`,
        token_endpoint: `${originOf(call)}/auth/token`,
        jwks_uri: `${originOf(call)}/auth/jwks`,
      }),
    getTenantConfiguration(call) {
      if (call.query.tenantId?.[0] !== TENANT.tenantId) return refused(404, 'no such tenant');
      const origin = originOf(call);
      return done(200, {
        api_endpoint: origin,
        auth_endpoint: origin,
        area: 'local',
        tenantId: TENANT.tenantId,
      });
    },
    requestTokenByAccessKey(call) {
      const asked = ShortRequest.parse(call.body);
      const key = keyOf(asked.accessKeyId, asked.accessKeySecret);
      return key ? issued(call, key.accessKeyId) : refused(401, 'the access key is not known');
    },
    requestToken(call) {
      if (!isClient(credentials(call, 'basic'))) return refused(401, 'the client is not registered');
      const asked = FormRequest.parse(call.body);
      if (asked.grant_type === 'refresh_token') {
        const id = refreshes.get(asked.refresh_token);
        return id !== undefined && isKnown(id) ? issued(call, id) : refused(401, 'the refresh token is over');
      }
      const key = keyOf(asked.username, asked.password);
      return key ? issued(call, key.accessKeyId) : refused(401, 'the access key is not known');
    },
  };
  return {
    work,
    present(call) {
      if (call.headers.authorization === undefined) return { kind: 'missing' };
      const token = credentials(call, 'bearer');
      const held = access.get(token);
      return held !== undefined && call.at.getTime() < held.until && isKnown(held.key)
        ? { kind: 'valid', token }
        : { kind: 'refused' };
    },
    expire(call) {
      access.delete(credentials(call, 'bearer'));
    },
    accept(keys) {
      known = z.array(AccessKey).parse(keys);
    },
  };
}

/** A JWT whose signature nobody can check: the platform publishes no key for it. */
function idToken(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256', typ: 'JWT' }), part(claims), randomBytes(32).toString('base64url')].join('.');
}
