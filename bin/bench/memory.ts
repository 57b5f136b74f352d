import { readFileSync } from 'node:fs';

/** How often the memory is looked at. */
const EVERY_MS = 200;

/** Watches how much memory a process and all below it hold. */
export interface MemoryWatch {
  /** Ends the watch: the most bytes that were resident at once; `undefined` where the machine has no `/proc`. */
  stop(): number | undefined;
}

/** Starts watching a process by its id. Pages that processes share count once for each. */
export function watchMemory(pid: number): MemoryWatch {
  let most: number | undefined;
  const look = (): void => {
    const bytes = residentBytes(pid);
    if (bytes !== undefined) most = Math.max(most ?? 0, bytes);
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

/** Resident bytes of a process and all below it; `undefined` when it cannot be read. */
export function residentBytes(pid: number): number | undefined {
  const own = read(`/proc/${pid}/status`);
  if (own === undefined) return undefined;
  const children = (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean);
  const below = children.map((child) => residentBytes(Number(child)) ?? 0);
  return below.reduce((sum, bytes) => sum + bytes, residentOf(own));
}

/** The line `VmRSS:  123 kB` of a process' status; a process that is ending has none. */
export function residentOf(status: string): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

/** A process may end between two looks. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
