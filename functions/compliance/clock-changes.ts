import type { Span } from './spans.ts';
import { offsetMs } from './wall-clock.ts';

/** A stretch of time in which a zone's clock keeps its distance from UTC. */
export interface SteadySpan extends Span {
  readonly offsetMs: number;
}

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const BLOCK_DAYS = 16;
const BLOCK_MS = BLOCK_DAYS * DAY_MS;

/** Blocks remembered over all zones; enough for every zone there is, a few weeks around now. */
const MOST_BLOCKS = 4000;
const blocks = new Map<string, readonly SteadySpan[]>();

/**
 * The steady spans of a zone between two instants, in order and without gaps. A clock that changes and changes back
 * within a day would not be seen; no zone does that.
 * @throws {RangeError} when the zone is not one the runtime knows
 */
export function steadySpans(zone: string, { from, to }: Span): readonly SteadySpan[] {
  const spans: SteadySpan[] = [];
  for (let index = Math.floor(from / BLOCK_MS); index * BLOCK_MS < to; index++) {
    for (const span of block(zone, index)) {
      const clipped = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
      if (clipped.from < clipped.to) append(spans, clipped);
    }
  }
  return spans;
}

/** How far the clock is ahead of UTC at an instant, out of the same memory. */
export function steadyOffsetMs(zone: string, instantMs: number): number {
  const index = Math.floor(instantMs / BLOCK_MS);
  const span = block(zone, index).find(({ from, to }) => from <= instantMs && instantMs < to);
  return span?.offsetMs ?? offsetMs(instantMs, zone);
}

/** Asking `Intl` is what costs, so every block is asked about once. */
function block(zone: string, index: number): readonly SteadySpan[] {
  const key = `${zone} ${index}`;
  const known = blocks.get(key);
  if (known) return known;
  if (blocks.size >= MOST_BLOCKS) blocks.clear();
  const found = lookedUp(zone, index * BLOCK_MS);
  blocks.set(key, found);
  return found;
}

function lookedUp(zone: string, start: number): readonly SteadySpan[] {
  const spans: SteadySpan[] = [];
  let before = offsetMs(start, zone);
  for (let day = 0; day < BLOCK_DAYS; day++) {
    const span = { from: start + day * DAY_MS, to: start + (day + 1) * DAY_MS };
    const after = offsetMs(span.to, zone);
    const change = before === after ? span.to : changeWithin(zone, span, before);
    append(spans, { from: span.from, to: change, offsetMs: before });
    if (change < span.to) append(spans, { from: change, to: span.to, offsetMs: after });
    before = after;
  }
  return spans;
}

/** The first instant, to the second, at which the clock no longer keeps the distance it had at the start. */
function changeWithin(zone: string, { from, to }: Span, before: number): number {
  let [steady, changed] = [from, to];
  while (changed - steady > SECOND_MS) {
    const middle = Math.floor((steady + changed) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetMs(middle, zone) === before) steady = middle;
    else changed = middle;
  }
  return changed;
}

function append(spans: SteadySpan[], span: SteadySpan): void {
  const last = spans.at(-1);
  if (last && last.offsetMs === span.offsetMs && last.to === span.from) {
    spans[spans.length - 1] = { ...last, to: span.to };
  } else spans.push(span);
}
