/** Tells how far a long run is, on stderr, so that stdout holds the result alone. */
export interface ProgressBar {
  /** `done` of `total`; `note` says what else is known so far. */
  show(done: number, total: number, note: string): void;
  /** Leaves nothing behind. */
  end(): void;
}

const WIDTH = 30;

/** A bar on a terminal; a line every tenth of the way anywhere else. */
export function progressBar(): ProgressBar {
  const isTerminal = process.stderr.isTTY;
  const startedAt = Date.now();
  let told = 0;
  return {
    show(done, total, note) {
      const share = total === 0 ? 1 : done / total;
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
      const text = `${String(Math.floor(share * 100)).padStart(3)} % after ${seconds} s, ${note}`;
      if (isTerminal) {
        const full = Math.round(share * WIDTH);
        process.stderr.write(`\r[${'#'.repeat(full)}${' '.repeat(WIDTH - full)}] ${text}\u001B[K`);
      } else if (Math.floor(share * 10) > told) {
        told = Math.floor(share * 10);
        console.error(text);
      }
    },
    end() {
      if (isTerminal) process.stderr.write('\r\u001B[K');
    },
  };
}
