import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { TransientError } from '../errors.ts';

/** A private key as PEM text, perhaps under a passphrase. @throws {TransientError} the text is no such key */
export function privateKeyOf(pem: string, passphrase?: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch {
    // The cause could quote the text.
    throw new TransientError('secret_malformed', 'the secret holds no private key that can be read');
  }
}

/** `SHA256:` and the base64 digest of the public key, as Snowflake names a key. */
export function publicKeyFingerprint(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}

/**
 * A token signed with RS256 (RFC 7519, RFC 7518 section 3.3). Instants in claims are epoch seconds.
 * @param keyId what the key is published under. @default it is not named
 */
export function signedJwt(
  claims: Readonly<Record<string, string | number>>,
  key: KeyObject,
  keyId?: string,
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
