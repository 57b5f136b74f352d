/** The part of ssh2-sftp-client 12 that is used. Failures carry a `code`: a text of Node, or a number of SFTP. */
declare module 'ssh2-sftp-client' {
  export interface ConnectOptions {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password?: string;
    readonly privateKey?: string;
    readonly passphrase?: string | undefined;
    /** How long the handshake may take, ms. */
    readonly readyTimeout: number;
    readonly hostVerifier: (key: Buffer) => boolean;
  }

  export interface Callbacks {
    readonly error: (error: Error) => void;
    readonly end: () => void;
    readonly close: () => void;
  }

  export default class SftpClient {
    /** The connection underneath. */
    readonly client: { setNoDelay(noDelay: boolean): unknown };
    constructor(name: string, callbacks: Callbacks);
    connect(options: ConnectOptions): Promise<unknown>;
    stat(path: string): Promise<{ readonly size: number }>;
    get(path: string): Promise<Buffer>;
    put(content: Buffer, path: string): Promise<unknown>;
    rename(from: string, to: string): Promise<unknown>;
    delete(path: string, notFoundIsFine: boolean): Promise<unknown>;
    end(): Promise<unknown>;
  }
}
