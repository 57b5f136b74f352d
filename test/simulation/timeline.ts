/** Simulated time: what happens, in the order of its instants. Instants are epoch milliseconds. */
export interface Timeline {
  now(): number;
  /** Something happens at an instant; one that has passed counts as now. Equal instants keep their order. */
  at(instant: number, event: () => void): void;
  /** The same for what does not keep a run going by itself. */
  aside(instant: number, event: () => void): void;
  /** Tells that code was woken which awaits nothing but other code: it runs before the next event. */
  woke(): void;
  /** No further event after the one in hand. */
  stop(): void;
  /** Lets everything happen up to `end`; answers whether anything that keeps a run going is left. */
  run(end: number): Promise<boolean>;
}

interface Entry {
  readonly instant: number;
  readonly order: number;
  readonly event: () => void;
  readonly isAside: boolean;
}

/**
 * A cooperative scheduler. Real asynchronous code runs between two events until it awaits something of the simulated
 * world; nothing else decides its order, so the same events give the same run.
 */
export function timeline(start: number): Timeline {
  const heap: Entry[] = [];
  let [now, order, waiting, isAwake, isStopped] = [start, 0, 0, false, false];

  const add = (instant: number, event: () => void, isAside: boolean): void => {
    if (!isAside) waiting++;
    push(heap, { instant: Math.max(instant, now), order: order++, event, isAside });
  };

  return {
    now: () => now,
    at: (instant, event) => add(instant, event, false),
    aside: (instant, event) => add(instant, event, true),
    woke() {
      isAwake = true;
    },
    stop() {
      isStopped = true;
    },
    async run(end) {
      for (let first = heap[0]; first && !isStopped; first = heap[0]) {
        if (first.instant > end || waiting === 0) break;
        pop(heap);
        if (!first.isAside) waiting--;
        now = first.instant;
        first.event();
        if (isAwake) {
          isAwake = false;
          // All promises that can go on have done so when the event loop turns: no timer is involved.
          await new Promise(setImmediate);
        }
      }
      if (waiting > 0 && !isStopped) now = Math.max(now, end);
      return waiting > 0;
    },
  };
}

const isBefore = (left: Entry, right: Entry): boolean =>
  left.instant < right.instant || (left.instant === right.instant && left.order < right.order);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] as Entry;
    if (!isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below++;
    const child = heap[below] as Entry;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}
