/** Undoes what was started, last first, once. */
export interface Cleanup {
  /** Remembers how to undo a step. */
  add(undo: () => void | Promise<void>): void;
  /** Undoes everything, also when one step fails; later calls wait for the first. @throws the first failure. */
  run(): Promise<void>;
}

/** An empty list of things to undo. */
export function cleanup(): Cleanup {
  const steps: (() => void | Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  const undoAll = async () => {
    const failures: unknown[] = [];
    for (const undo of steps.toReversed())
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (undo) => {
      steps.push(undo);
    },
    run: () => {
      running ??= undoAll();
      return running;
    },
  };
}
