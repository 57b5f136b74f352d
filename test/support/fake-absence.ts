/** Workers that are gone in the middle of their work: they neither end nor fail. */
export interface Absence {
  /** The worker that awaits this is gone. */
  gone(): Promise<never>;
  /** Tells that some worker is gone, whatever it waits for. */
  tell(): void;
  /** Resolves when the next worker is gone. */
  next(): Promise<'gone'>;
}

/** Nobody is gone yet. */
export function fakeAbsence(): Absence {
  let waiting: (() => void)[] = [];
  const tell = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  return {
    tell,
    gone() {
      tell();
      return new Promise(() => undefined);
    },
    next: () =>
      new Promise((resolve) => {
        waiting = [...waiting, () => resolve('gone')];
      }),
  };
}
