import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';

const Header = z.object({ alg: z.literal('RS256') });
const Claims = z.looseObject({ iss: z.string(), iat: z.number(), exp: z.number() });
export type Claims = z.infer<typeof Claims>;

/** The claims of a token signed with RS256 by this key (PEM) that lives at an instant, at most an hour; else nothing. */
export function verifiedClaims(token: string, publicKey: string, at: Date): Claims | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const key = createPublicKey(publicKey);
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return undefined;
  if (!Header.safeParse(json(header)).success) return undefined;
  const claims = Claims.safeParse(json(payload)).data;
  const seconds = at.getTime() / 1000;
  // A minute for clocks that differ.
  if (!claims || claims.iat > seconds + 60 || claims.exp <= seconds || claims.exp - claims.iat > 3600)
    return undefined;
  return claims;
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
