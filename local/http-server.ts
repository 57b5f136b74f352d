import type { IncomingMessage, Server } from 'node:http';

/**
 * Opens a server on a loopback port and gives the port; 0 takes any free one.
 * @throws `port N is taken`
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      // Nothing below this line would help whoever reads it, so it has no cause.
      reject(taken ? new Error(`port ${port} is taken`) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });
}

/** Closes a server and its connections, also those in the middle of a request. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Reads a body to its end and keeps it, unless it has more than `maxBytes`. */
export async function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly tooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= maxBytes) chunks.push(bytes);
  }
  const tooLarge = length > maxBytes;
  return { bytes: tooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), tooLarge };
}
