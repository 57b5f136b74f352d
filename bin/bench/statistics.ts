/**
 * The value that this share of the values does not exceed (nearest rank); `share` from 0 to 1.
 * @throws {RangeError} there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('no values');
  return found;
}

/** The middle value; of an even number of values the lower one of the middle. @throws {RangeError} there are none */
export const median = (values: readonly number[]): number => percentile(values, 0.5);
