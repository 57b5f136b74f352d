import { createServer, type RequestListener } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** An HTTP server on one loopback port that can go away and come back. */
export interface ListeningPort {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Closes the socket and every connection, so that clients are refused; does nothing when already closed. */
  pause(): Promise<void>;
  /**
   * Listens on the same port again; does nothing when already listening.
   * @throws Error when another process has taken the port meanwhile
   */
  resume(): Promise<void>;
}

/**
 * Starts listening on 127.0.0.1. Port 0 takes a free one.
 * @throws Error when the port is taken
 */
export async function listenOnPort(listener: RequestListener, port: number): Promise<ListeningPort> {
  const server = createServer(listener);
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async pause() {
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      // A client in this process hears of its idle connections' end one turn later; before that it would reuse one.
      await nextTurn();
    },
    async resume() {
      if (!server.listening) await listen(address.port);
    },
  };
}
