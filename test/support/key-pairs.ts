import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';

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

/** A fresh key pair as OpenSSH writes it. Now and then ssh2 writes an ed25519 key that it cannot read itself. */
export function sshKeyPair(): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
