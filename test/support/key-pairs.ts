import { generateKeyPairSync } from 'node:crypto';

/** A fresh RSA key pair as PEM; with a passphrase the private key is encrypted. */
export function rsaKeyPair(passphrase?: string): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: {
      type: 'pkcs8',
      format: 'pem',
      ...(passphrase !== undefined && { cipher: 'aes-256-cbc', passphrase }),
    },
  });
}
