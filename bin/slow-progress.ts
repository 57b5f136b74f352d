/** What is over before that needs no words. */
const SILENT_MS = 2000;
const EVERY_MS = 1000;

/** Tells on stderr how far a long command has come, once a second, beginning when two have passed. */
export function slowProgress(what: string): (done: number) => void {
  const startedAt = performance.now();
  let toldAt = startedAt + SILENT_MS - EVERY_MS;
  return (done) => {
    const now = performance.now();
    if (now - toldAt < EVERY_MS) return;
    toldAt = now;
    console.error(`[${((now - startedAt) / 1000).toFixed(0).padStart(4)} s] ${done} ${what}`);
  };
}
