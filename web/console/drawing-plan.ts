import {
  ENDS,
  LANE_LABELS,
  NARROW,
  NARROW_WAYS,
  type Place,
  WAYS,
  WIDE,
  WIDE_WAYS,
  WORKERS,
} from './drawing-places.ts';

/** A box of the drawing. Measures are those of the drawing's own grid. */
export interface PlannedBox {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Its queues, as the overview names them, with what the drawing calls each. Empty: a door or a port. */
  readonly lanes: readonly { readonly queue: string; readonly label: string }[];
}

/** A way between two boxes, as an SVG path. `queues`: what comes to one of them has gone this way. */
export interface PlannedWay {
  readonly id: string;
  readonly path: string;
  readonly queues: readonly string[];
  readonly isDashed: boolean;
}

/** A drawing. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlannedBox[];
  readonly ways: readonly PlannedWay[];
  /** Words beside a way. */
  readonly note?: { readonly x: number; readonly y: number };
}

const WORKER_HEIGHT = 62;
const END_HEIGHT = 30;

/** The drawing for a wide page. Preview asks the same rules as compliance. */
export const widePlan: Plan = {
  ...planOf(WIDE, [...WAYS, ...WIDE_WAYS], {
    width: 1150,
    height: 512,
    more: [
      { id: 'same rules', path: 'M335 140 V295 H250', queues: [], isDashed: true },
      { id: 'segmentation crm', path: 'M675 238 V470', queues: lanesOf('segmentation'), isDashed: false },
      { id: 'analytics courier', path: 'M990 140 V321 H1030', queues: lanesOf('courier'), isDashed: false },
      { id: 'analytics warehouse', path: 'M990 140 V470', queues: lanesOf('analytics'), isDashed: false },
    ],
  }),
  note: { x: 262, y: 288 },
};

/** The drawing for a narrow one. */
export const narrowPlan: Plan = planOf(NARROW, [...WAYS, ...NARROW_WAYS], {
  width: 320,
  height: 1182,
  more: [{ id: 'analytics warehouse', path: 'M236 884 V998', queues: lanesOf('analytics'), isDashed: false }],
});

function planOf(
  places: Readonly<Record<string, Place>>,
  ways: readonly (readonly [string, string])[],
  {
    width,
    height,
    more,
  }: { readonly width: number; readonly height: number; readonly more: readonly PlannedWay[] },
): Plan {
  const boxes = Object.entries(places).map(([id, place]) => boxOf(id, place));
  const named = (id: string): PlannedBox | undefined => boxes.find((box) => box.id === id);
  return {
    width,
    height,
    boxes,
    ways: [
      ...more,
      ...ways.flatMap(([from, to]) => {
        const [start, end] = [named(from), named(to)];
        return start && end ? [wayOf(start, end)] : [];
      }),
    ],
  };
}

/** What a worker's queues are called in the overview. */
function lanesOf(worker: string): readonly string[] {
  return (WORKERS[worker]?.lanes ?? []).map((lane) => `${worker} ${lane}`);
}

function boxOf(id: string, [x, y, w]: Place): PlannedBox {
  const worker = WORKERS[id];
  if (!worker) return { id, label: ENDS[id] ?? id, x, y, w, h: END_HEIGHT, lanes: [] };
  const lanes = worker.lanes.map((lane) => ({ queue: `${id} ${lane}`, label: LANE_LABELS[lane] ?? lane }));
  return { id, label: worker.label, x, y, w, h: WORKER_HEIGHT, lanes };
}

/** Straight down where the boxes lie above each other, else down, across and down. */
function wayOf(start: PlannedBox, end: PlannedBox): PlannedWay {
  const left = Math.max(start.x, end.x);
  const right = Math.min(start.x + start.w, end.x + end.w);
  const [bottom, top] = [start.y + start.h, end.y];
  const path =
    right > left
      ? `M${(left + right) / 2} ${bottom} V${top}`
      : `M${start.x + start.w} ${start.y + start.h - 14} H${end.x + end.w / 2} V${top}`;
  const own = end.lanes.map(({ queue }) => queue);
  // What reaches a port is not counted there: it moves with what the worker before it was given.
  const queues = own.length > 0 ? own : start.lanes.map(({ queue }) => queue);
  return { id: `${start.id} ${end.id}`, path, queues, isDashed: false };
}
