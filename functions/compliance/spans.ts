/** A stretch of time in milliseconds since 1970, UTC: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What lies in both of two lists. Lists are in order, and their spans neither touch nor overlap; so is the result. */
export function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  const both: Span[] = [];
  let [i, j] = [0, 0];
  for (let [x, y] = [a[i], b[j]]; x && y; [x, y] = [a[i], b[j]]) {
    const [from, to] = [Math.max(x.from, y.from), Math.min(x.to, y.to)];
    if (from < to) both.push({ from, to });
    if (x.to < y.to) i++;
    else j++;
  }
  return both;
}

/** What is left of a list without one span. */
export function without(list: readonly Span[], hole: Span): Span[] {
  return list.flatMap((span) => {
    if (span.to <= hole.from || span.from >= hole.to) return [span];
    return [
      { from: span.from, to: hole.from },
      { from: hole.to, to: span.to },
    ].filter(({ from, to }) => from < to);
  });
}

/** A list in order with the spans joined that touch or overlap; empty ones are left out. */
export function joined(list: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of list.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else if (span.from < span.to) result.push(span);
  }
  return result;
}

/** The span an instant lies in. */
export function spanAt(list: readonly Span[], instantMs: number): Span | undefined {
  return list.find(({ from, to }) => from <= instantMs && instantMs < to);
}
