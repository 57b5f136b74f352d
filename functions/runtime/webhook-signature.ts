import { createHmac, timingSafeEqual } from 'node:crypto';

/** The three headers of a signed request, as the door received them. */
export interface SignedHeaders {
  readonly id: string | undefined;
  /** Epoch seconds, as text. */
  readonly timestamp: string | undefined;
  /** Space-separated list of `v1,<base64>`; other versions are passed over. */
  readonly signature: string | undefined;
}

/** Why a signature was not accepted. */
export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly id: string }
  | {
      readonly kind: 'invalid';
      readonly reason:
        | 'signature_missing'
        | 'signature_malformed'
        | 'signature_too_old'
        | 'signature_from_the_future'
        | 'signature_wrong';
    };

const TOLERANCE_SECONDS = 5 * 60;

const KEY_PREFIX = 'whsec_';

/** Longest id we remember; the specification's own are below 64. */
const ID = /^[A-Za-z0-9_:-]{1,128}$/;

/** More signatures than this in one header is no rotation but an attack on our time. */
const MOST_SIGNATURES = 10;

/**
 * Verifies a request against the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.payload`. The
 * timestamp is compared with when the door received the request, so that an hour in the queue is not a replay.
 * Several keys are accepted at once, for rotation. `keys`: `whsec_` and base64. Constant time in the signature.
 * (github.com/standard-webhooks/standard-webhooks, spec section "Signature scheme")
 */
export function verifySignature(
  payload: string,
  headers: SignedHeaders,
  receivedAt: Date,
  keys: readonly string[],
): SignatureVerdict {
  const { id, timestamp, signature } = headers;
  if (!id || !timestamp || !signature) return invalid('signature_missing');
  if (!ID.test(id) || !/^\d{1,12}$/.test(timestamp)) return invalid('signature_malformed');
  const ageSeconds = receivedAt.getTime() / 1000 - Number(timestamp);
  if (ageSeconds > TOLERANCE_SECONDS) return invalid('signature_too_old');
  if (ageSeconds < -TOLERANCE_SECONDS) return invalid('signature_from_the_future');
  const given = signature
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice('v1,'.length), 'base64'));
  const wanted = keys.map((key) => hmac(key, `${id}.${timestamp}.${payload}`));
  const matches = wanted.some((mac) => given.some((other) => isSame(mac, other)));
  return matches ? { kind: 'valid', id } : invalid('signature_wrong');
}

/** The signature header of a payload, for senders and tests. */
export function signatureOf(payload: string, id: string, timestamp: number, key: string): string {
  return `v1,${hmac(key, `${id}.${timestamp}.${payload}`).toString('base64')}`;
}

function hmac(key: string, text: string): Buffer {
  const secret = Buffer.from(key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : key, 'base64');
  return createHmac('sha256', secret).update(text, 'utf8').digest();
}

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

type Reason = Extract<SignatureVerdict, { kind: 'invalid' }>['reason'];
const invalid = (reason: Reason): SignatureVerdict => ({ kind: 'invalid', reason });
