import { keptTokens, type TokenSource } from './kept-tokens.ts';
import type { KeyPair, Secret } from './secrets.ts';
import { privateKeyOf, publicKeyFingerprint, signedJwt } from './signed-jwt.ts';

/** Snowflake takes no longer life than an hour (Snowflake, "Authenticating to the server", key-pair). */
const LIFE_MS = 59 * 60_000;

/** Tokens that a user signs for themselves. `account`: e.g. `MYORG-MYACCOUNT`. */
export function snowflakeTokens(
  { account, user }: { readonly account: string; readonly user: string },
  keyPair: Secret<KeyPair>,
  now: () => Date,
): TokenSource {
  // A dot would end the account's name in the claims.
  const subject = `${account.replaceAll('.', '-')}.${user}`.toUpperCase();
  return keptTokens(async (secretIsSuspect) => {
    const { privateKey, passphrase } = await keyPair.value(secretIsSuspect);
    const key = privateKeyOf(privateKey, passphrase);
    const iat = Math.floor(now().getTime() / 1000);
    const iss = `${subject}.${publicKeyFingerprint(key)}`;
    return { text: signedJwt({ iss, sub: subject, iat, exp: iat + LIFE_MS / 1000 }, key), lifeMs: LIFE_MS };
  }, now);
}
