import type { Sleep } from '../ports/sleep.ts';

/** Waiting on the machine's own clock. */
export const systemSleep: Sleep = {
  until: (instant) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, instant.getTime() - Date.now()));
    }),
};
