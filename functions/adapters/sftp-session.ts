import { createHash } from 'node:crypto';
import SftpClient from 'ssh2-sftp-client';
import { RejectedError, TransientError } from '../errors.ts';
import type { SftpSettings } from '../messages/warehouse-settings.ts';
import type { SftpCredentials } from './secrets.ts';

/** A folder on a server, for the length of one delivery. Paths are absolute. */
export interface SftpSession {
  /** The bytes of a file; `undefined` when there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Bytes of a file as the server counts them; `undefined` when there is none. */
  size(path: string): Promise<number | undefined>;
  write(path: string, content: Buffer): Promise<void>;
  /** Gives a file its name, unless another has it: `false`. */
  rename(from: string, to: string): Promise<boolean>;
  /** Removes a file that may be there. */
  remove(path: string): Promise<void>;
}

/** From the first packet to the last, ms. */
const SESSION_MS = 25_000;
const HANDSHAKE_MS = 10_000;

/** A refused login or a missing permission is not tried again sooner: a person must mend it, ms. */
const UNAUTHORIZED_MS = 15 * 60_000;

/** SFTP status codes (draft-ietf-secsh-filexfer-02, section 7) and the names the client gives them. */
const MISSING: ReadonlySet<unknown> = new Set([2, 'ENOENT']);
const FORBIDDEN: ReadonlySet<unknown> = new Set([3, 'EACCES']);

/**
 * Opens a session, hands it on and closes it, whatever happens.
 * @throws {RejectedError} the server shows another key than the pinned ones, or has no such folder
 * @throws {TransientError} anything else: not reached, not let in, cut off, too slow
 */
export async function inSftpSession<T>(
  settings: SftpSettings,
  credentials: SftpCredentials,
  act: (session: SftpSession) => Promise<T>,
): Promise<T> {
  const silent = () => undefined;
  const client = new SftpClient('reports', { error: silent, end: silent, close: silent });
  let foreign = false;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TransientError('sftp_unavailable', 'sftp took too long')),
      SESSION_MS,
    );
  });
  const work = async (): Promise<T> => {
    await client.connect({
      ...credentials,
      host: settings.host,
      port: settings.port,
      username: settings.username,
      readyTimeout: HANDSHAKE_MS,
      // Without a verifier the client would take any key.
      hostVerifier: (key) => {
        foreign = !settings.hostKeys.includes(hostKeyFingerprint(key));
        return !foreign;
      },
    });
    // A delivery is dozens of small requests: none waits for the last one's acknowledgement.
    client.client.setNoDelay(true);
    return act(sessionOf(client));
  };
  try {
    return await Promise.race([work(), tooLate]);
  } catch (error) {
    if (foreign)
      throw new RejectedError('sftp_host_key_refused', 'the sftp server shows a key that is not pinned');
    throw sftpFailure(error);
  } finally {
    clearTimeout(timer);
    await client.end().catch(silent);
  }
}

/** `SHA256:` and the digest in base64 without padding, as `ssh-keygen -l` prints it. */
export const hostKeyFingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function sessionOf(client: SftpClient): SftpSession {
  return {
    read: (path) => orMissing(client.get(path)),
    size: async (path) => (await orMissing(client.stat(path)))?.size,
    write: async (path, content) => {
      await client.put(content, path);
    },
    async rename(from, to) {
      try {
        await client.rename(from, to);
        return true;
      } catch (error) {
        // The code of a name that is taken is the code of any failure: look.
        if ((await orMissing(client.stat(to))) !== undefined) return false;
        throw error;
      }
    },
    remove: async (path) => {
      await client.delete(path, true);
    },
  };
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (MISSING.has(codeOf(error))) return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** What a failure means. The client's messages name hosts and paths and stay in the cause. */
function sftpFailure(error: unknown): Error {
  if (error instanceof TransientError || error instanceof RejectedError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  if (MISSING.has(code)) {
    return new RejectedError('sftp_refused', 'the sftp server has no such folder', { cause: error });
  }
  if (FORBIDDEN.has(code) || /authentication methods failed/i.test(text)) {
    return new TransientError('sftp_unauthorized', 'the sftp server does not let us', {
      cause: error,
      retryAfterMs: UNAUTHORIZED_MS,
    });
  }
  if (/cannot parse privatekey|encrypted/i.test(text)) {
    return new TransientError('secret_malformed', 'the secret holds no private key that can be read');
  }
  return new TransientError('sftp_unavailable', 'sftp failed', { cause: error });
}
