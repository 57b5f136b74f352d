import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes Ctrl-C and SIGTERM an ordinary end, so that whoever waits for the exit can clean up. */
export function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
}

/** A directory of its own that is gone when `remove` is called, or at the latest with the process. */
export function scratchDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  const erase = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', erase);
  return {
    path,
    remove: () => {
      process.off('exit', erase);
      erase();
    },
  };
}
