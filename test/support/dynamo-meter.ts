/** What a table was billed since it was made or reset. */
export interface TableCounts {
  /** One per started KB of the larger of old and new item; a failed condition costs the old item's. */
  readonly writeUnits: number;
  /** Per index: 1 to add an entry, 1 to remove it, 2 to change its key, 1 to change what else it holds, 0 otherwise. */
  readonly indexUnits: Readonly<Record<string, number>>;
  /** One per started 4 KB, half of that for an eventually consistent read. */
  readonly readUnits: number;
}

/** Adds up what a table is billed. */
export interface Meter {
  /** Whether anybody wants to know: sizes are worked out for the bill alone. */
  readonly isRunning: boolean;
  written(units: number): void;
  indexed(index: string, units: number): void;
  read(units: number): void;
  counts(): TableCounts;
  reset(): void;
}

/** Where nobody asks for the bill. */
export const noMeter: Meter = {
  isRunning: false,
  written: () => undefined,
  indexed: () => undefined,
  read: () => undefined,
  counts: () => ({ writeUnits: 0, indexUnits: {}, readUnits: 0 }),
  reset: () => undefined,
};

/** A meter at zero, with one line per index. */
export function meter(indexes: readonly string[]): Meter {
  const zero = (): TableCounts => ({
    writeUnits: 0,
    indexUnits: Object.fromEntries(indexes.map((index) => [index, 0])),
    readUnits: 0,
  });
  let now = zero();
  return {
    isRunning: true,
    written(units) {
      now = { ...now, writeUnits: now.writeUnits + units };
    },
    indexed(index, units) {
      now = { ...now, indexUnits: { ...now.indexUnits, [index]: (now.indexUnits[index] ?? 0) + units } };
    },
    read(units) {
      now = { ...now, readUnits: now.readUnits + units };
    },
    counts: () => now,
    reset() {
      now = zero();
    },
  };
}
