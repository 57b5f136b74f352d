import type { ServerResponse } from 'node:http';
import type { Snapshot } from './snapshot.ts';

/** Sends snapshots to whoever listens, as server-sent events. */
export interface Snapshots {
  /** Takes a response over until its reader goes or the system stops. */
  open(response: ServerResponse): void;
  stop(): void;
}

/** How often the system is looked at while somebody listens. */
const EVERY_MS = 700;

/** A stream of looks. Nobody listens: nobody looks. A look that fails is left out. */
export function snapshots(look: () => Promise<Snapshot>): Snapshots {
  const readers = new Set<ServerResponse>();
  let isLooking = false;

  async function whileRead(): Promise<void> {
    isLooking = true;
    while (readers.size > 0) {
      const event = await look().then(
        (snapshot) => `data: ${JSON.stringify(snapshot)}\n\n`,
        () => ': nothing could be seen\n\n',
      );
      for (const reader of readers) reader.write(event);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    isLooking = false;
  }

  return {
    open(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.once('close', () => readers.delete(response));
      readers.add(response);
      if (!isLooking) void whileRead();
    },
    stop() {
      for (const reader of readers) reader.end();
      readers.clear();
    },
  };
}
