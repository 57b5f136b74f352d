import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type SignedHeaders,
  signatureOf,
  verifySignature,
} from '../../functions/runtime/webhook-signature.ts';

/** The specification's published example. */
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PAYLOAD = '{"test": 2432232314}';
const HEADERS: SignedHeaders = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const RECEIVED = new Date(1614265330_000);

const OTHER_KEY = `whsec_${Buffer.from('another key of the same sender').toString('base64')}`;

describe('a signature', () => {
  it('of the published example is valid', () => {
    expect(verifySignature(PAYLOAD, HEADERS, RECEIVED, [KEY])).toEqual({ kind: 'valid', id: HEADERS.id });
  });

  it('is accepted under either key while a sender rotates', () => {
    const id = 'msg_rotating';
    const signature = signatureOf(PAYLOAD, id, 1614265330, OTHER_KEY);
    const headers = { ...HEADERS, id, signature };

    expect(verifySignature(PAYLOAD, headers, RECEIVED, [KEY, OTHER_KEY]).kind).toBe('valid');
    expect(verifySignature(PAYLOAD, headers, RECEIVED, [OTHER_KEY, KEY]).kind).toBe('valid');
    expect(verifySignature(PAYLOAD, headers, RECEIVED, [KEY])).toMatchObject({ reason: 'signature_wrong' });
  });

  it('may stand anywhere in a list, beside versions we do not know', () => {
    const list = { ...HEADERS, signature: `v1a,AAAA v1,AAAA ${HEADERS.signature}` };

    expect(verifySignature(PAYLOAD, list, RECEIVED, [KEY]).kind).toBe('valid');
  });

  it.each([
    [-301, 'signature_from_the_future'],
    [-300, undefined],
    [300, undefined],
    [301, 'signature_too_old'],
  ])('received %i s after it was made is judged %s', (seconds, reason) => {
    const received = new Date(RECEIVED.getTime() + seconds * 1000);
    const verdict = verifySignature(PAYLOAD, HEADERS, received, [KEY]);

    expect(verdict.kind === 'invalid' ? verdict.reason : undefined).toBe(reason);
  });

  it.each([
    ['no id', { ...HEADERS, id: undefined }, 'signature_missing'],
    ['no timestamp', { ...HEADERS, timestamp: undefined }, 'signature_missing'],
    ['no signature', { ...HEADERS, signature: undefined }, 'signature_missing'],
    ['an id with a dot', { ...HEADERS, id: 'msg.1' }, 'signature_malformed'],
    ['a timestamp in words', { ...HEADERS, timestamp: 'now' }, 'signature_malformed'],
    ['an empty list', { ...HEADERS, signature: ' ' }, 'signature_wrong'],
    ['only an unknown version', { ...HEADERS, signature: 'v2,AAAA' }, 'signature_wrong'],
  ])('with %s is refused', (_circumstance, headers, reason) => {
    expect(verifySignature(PAYLOAD, headers, RECEIVED, [KEY])).toEqual({ kind: 'invalid', reason });
  });

  it('without any key is refused', () => {
    expect(verifySignature(PAYLOAD, HEADERS, RECEIVED, [])).toMatchObject({ reason: 'signature_wrong' });
  });

  it('changed in one bit, or over another payload, id or time, is refused: 10,000 mutations', () => {
    const mac = Buffer.from(HEADERS.signature!.slice(3), 'base64');
    const mutations = fc.oneof(
      fc.nat(mac.length * 8 - 1).map((bit) => {
        const flipped = Buffer.from(mac);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        return { payload: PAYLOAD, headers: { ...HEADERS, signature: `v1,${flipped.toString('base64')}` } };
      }),
      fc.nat(mac.length - 1).map((length) => ({
        payload: PAYLOAD,
        headers: { ...HEADERS, signature: `v1,${mac.subarray(0, length).toString('base64')}` },
      })),
      fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => ({
        payload: PAYLOAD,
        headers: { ...HEADERS, signature: `v1,${Buffer.from(bytes).toString('base64')}` },
      })),
      fc.string({ minLength: 1 }).map((more) => ({ payload: PAYLOAD + more, headers: HEADERS })),
      fc
        .integer({ min: -300, max: 300 })
        .filter((by) => by !== 0)
        .map((by) => ({ payload: PAYLOAD, headers: { ...HEADERS, timestamp: String(1614265330 + by) } })),
      fc.stringMatching(/^[a-z0-9_]{1,20}$/).map((id) => ({ payload: PAYLOAD, headers: { ...HEADERS, id } })),
    );

    fc.assert(
      fc.property(mutations, ({ payload, headers }) => {
        expect(verifySignature(payload, headers, RECEIVED, [KEY])).toEqual({
          kind: 'invalid',
          reason: 'signature_wrong',
        });
      }),
      { numRuns: 10_000 },
    );
  });
});
