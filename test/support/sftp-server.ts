import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { sshKeyPair } from './key-pairs.ts';

declare module 'ssh2' {
  /** What its types leave out. */
  interface Connection {
    setNoDelay(noDelay: boolean): this;
  }
}

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** How the server fails its next session. */
export type SftpFault =
  /** Hangs up before the handshake. */
  | 'refuses'
  /** Never says a word. */
  | 'silent'
  /** Ends the connection instead of answering the first rename; what was written stays. */
  | 'hangs_up_at_rename'
  /** Does the first rename of a checksummed document and ends the connection before it says so. */
  | 'hangs_up_after_rename'
  /** Keeps only half of what is written. */
  | 'keeps_half'
  /** May not write. */
  | 'read_only';

/** An SFTP server on loopback with files in memory. */
export interface SftpServer {
  readonly port: number;
  /** As `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  /** Whole paths to contents. */
  readonly files: Map<string, Buffer>;
  /** Every request that changed something, in order, e.g. `rename /in/.a.part /in/a`. */
  readonly log: string[];
  fail(fault: SftpFault): void;
  stop(): Promise<void>;
}

/** What the server lets in. */
export interface SftpAccount {
  readonly username: string;
  readonly password?: string;
  /** OpenSSH or PEM. */
  readonly publicKey?: string;
  readonly directory: string;
}

/** Starts a server that speaks SFTP 3 as OpenSSH does: a rename onto a name that is taken fails. */
export async function startSftpServer(account: SftpAccount): Promise<SftpServer> {
  const key = sshKeyPair();
  const files = new Map<string, Buffer>();
  const log: string[] = [];
  const faults: SftpFault[] = [];
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [key.private] }, (connection) => {
    const fault = faults.shift();
    // Small answers would wait for the other side's acknowledgements.
    connection.setNoDelay(true);
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    connection.on('error', () => undefined);
    if (fault === 'refuses') {
      connection.end();
      return;
    }
    connection.on('authentication', (context) => {
      if (fault === 'silent') return;
      if (letsIn(account, context)) context.accept();
      else context.reject(['publickey', 'password']);
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), { account, files, log, fault, connection }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const parsed = ssh2.utils.parseKey(key.public);
  if (parsed instanceof Error) throw parsed;
  const digest = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: `SHA256:${digest.replace(/=+$/, '')}`,
    files,
    log,
    fail: (fault) => void faults.push(fault),
    stop: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.end();
        server.close(() => resolve());
      }),
  };
}

function letsIn({ username, password, publicKey }: SftpAccount, context: ssh2.AuthContext): boolean {
  if (context.username !== username) return false;
  if (context.method === 'password') return password !== undefined && context.password === password;
  if (context.method !== 'publickey' || publicKey === undefined) return false;
  const allowed = ssh2.utils.parseKey(publicKey);
  if (allowed instanceof Error || !allowed.getPublicSSH().equals(context.key.data)) return false;
  if (!context.signature || !context.blob) return true;
  return allowed.verify(context.blob, context.signature, context.hashAlgo) === true;
}

interface Served {
  readonly account: SftpAccount;
  readonly files: Map<string, Buffer>;
  readonly log: string[];
  readonly fault: SftpFault | undefined;
  readonly connection: Connection;
}

function serve(sftp: SFTPWrapper, { account, files, log, fault, connection }: Served): void {
  const handles = new Map<number, string>();
  let next = 0;
  const isHere = (path: string): boolean => path.slice(0, path.lastIndexOf('/')) === account.directory;
  const pathOf = (handle: Buffer): string => handles.get(handle.readUInt32BE(0)) ?? '';
  const attributes = (content: Buffer) => ({
    mode: 0o100644,
    uid: 0,
    gid: 0,
    size: content.length,
    atime: 0,
    mtime: 0,
  });
  const stat = (id: number, path: string): void => {
    const content = files.get(path);
    if (content) sftp.attrs(id, attributes(content));
    else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
  };

  sftp.on('REALPATH', (id, path) =>
    sftp.name(id, [{ filename: path, longname: path, attrs: attributes(Buffer.alloc(0)) }]),
  );
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('OPEN', (id, path, flags) => {
    const writes = (flags & OPEN_MODE.WRITE) !== 0;
    if (writes && fault === 'read_only') return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    if (writes ? !isHere(path) : !files.has(path)) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    if (writes) {
      log.push(`write ${path}`);
      files.set(path, Buffer.alloc(0));
    }
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next, 0);
    handles.set(next++, path);
    sftp.handle(id, handle);
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const path = pathOf(handle);
    const before = files.get(path) ?? Buffer.alloc(0);
    const content = Buffer.alloc(Math.max(before.length, offset + data.length));
    before.copy(content);
    data.copy(content, offset);
    files.set(path, fault === 'keeps_half' ? content.subarray(0, content.length / 2) : content);
    sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const content = files.get(pathOf(handle)) ?? Buffer.alloc(0);
    if (offset >= content.length) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, content.subarray(offset, offset + length));
  });
  sftp.on('FSTAT', (id, handle) => stat(id, pathOf(handle)));
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('RENAME', (id, from, to) => {
    if (fault === 'hangs_up_at_rename') return void connection.end();
    const content = files.get(from);
    if (!content) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    if (files.has(to)) return sftp.status(id, STATUS_CODE.FAILURE);
    log.push(`rename ${from} ${to}`);
    files.delete(from);
    files.set(to, content);
    if (fault === 'hangs_up_after_rename' && to.endsWith('.csv')) return void connection.end();
    sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on('REMOVE', (id, path) => {
    log.push(`remove ${path}`);
    sftp.status(id, files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE);
  });
}
