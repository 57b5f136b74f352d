import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { jsonIn } from './json-text.ts';

const Header = z.object({ alg: z.literal('RS256'), kid: z.optional(z.string()) });

const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  tenantId: z.string(),
});

/** Whose tokens are meant, and for whom. */
export interface ExpectedToken {
  readonly issuer: string;
  readonly audience: string;
  readonly tenantId: string;
}

const KeySet = z.object({
  keys: z.array(
    z.object({ kty: z.literal('RSA'), kid: z.optional(z.string()), n: z.string(), e: z.string() }),
  ),
});

/** A published key, by its id. */
export interface PublishedKey {
  readonly kid: string | undefined;
  readonly key: KeyObject;
}

/** The keys of a JSON Web Key Set (RFC 7517); `undefined` for any other text. Pure. */
export function publishedKeys(text: string): readonly PublishedKey[] | undefined {
  const set = KeySet.safeParse(jsonIn(text));
  return set.data?.keys.map(({ kid, ...jwk }) => ({
    kid,
    key: createPublicKey({ key: jwk, format: 'jwk' }),
  }));
}

/** The id of the key that a token says it is signed with; `undefined` for what is no such token. Pure. */
export function keyIdOf(token: string): { readonly kid: string | undefined } | undefined {
  const header = Header.safeParse(partOf(token, 0));
  return header.success ? { kid: header.data.kid } : undefined;
}

/** Whether a token is signed by one of the keys, holds at an instant and is meant (RFC 7519, RS256 alone). Pure. */
export function isGenuine(
  token: string,
  keys: readonly PublishedKey[],
  { issuer, audience, tenantId, now }: ExpectedToken & { readonly now: Date },
): boolean {
  const named = keyIdOf(token);
  const claims = Claims.safeParse(partOf(token, 1)).data;
  if (named === undefined || claims === undefined) return false;
  const isMeant =
    claims.iss === issuer &&
    claims.tenantId === tenantId &&
    [claims.aud].flat().includes(audience) &&
    claims.exp * 1000 > now.getTime();
  const [header = '', payload = '', signature = ''] = token.split('.');
  const text = Buffer.from(`${header}.${payload}`);
  const isSigned = keys
    .filter(({ kid }) => kid === named.kid)
    .some(({ key }) => verify('sha256', text, key, Buffer.from(signature, 'base64url')));
  return isMeant && isSigned;
}

const partOf = (token: string, index: number): unknown =>
  jsonIn(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'));
