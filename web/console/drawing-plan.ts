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

/** Where a box stands: left edge, top edge, width. */
type Place = readonly [x: number, y: number, w: number];

const WORKERS: Readonly<Record<string, { readonly label: string; readonly lanes: readonly string[] }>> = {
  admission: { label: 'admission', lanes: ['queue'] },
  enrichment: { label: 'enrichment', lanes: ['critical', 'standard'] },
  compliance: { label: 'compliance', lanes: ['queue'] },
  dialing: { label: 'dialing', lanes: ['critical', 'standard', 'campaign'] },
  followup: { label: 'follow-up', lanes: ['queue'] },
  preview: { label: 'preview', lanes: ['pushes', 'looks'] },
  completion: { label: 'completion', lanes: ['events', 'settlements'] },
  segmentation: { label: 'segmentation', lanes: ['completions', 'updates'] },
  refresh: { label: 'refresh', lanes: ['queue', 'changes', 'previews'] },
  control: { label: 'control', lanes: ['queue'] },
  ticketing: { label: 'ticketing', lanes: ['events', 'due'] },
  analytics: { label: 'analytics', lanes: ['events', 'due'] },
  reportnotice: { label: 'notice', lanes: ['queue'] },
};

/** What lanes are called where their own name says nothing or is too long. */
const LANE_LABELS: Readonly<Record<string, string>> = {
  changes: 'news',
  queue: '',
  completions: 'ends',
  settlements: 'settled',
};

/** Doors and ports, by their id. */
const ENDS: Readonly<Record<string, string>> = {
  alerts: 'sensors, IoT Core',
  previews: 'campaigns',
  interactions: 'conversations',
  incidents: 'telephony',
  campaigns: 'campaign ends',
  contacts: 'contacts',
  optOuts: 'opt-outs',
  telephony: 'Telephony',
  telephony2: 'Telephony',
  crm: 'CRM',
  crm2: 'CRM',
  desk: 'Ticket desk',
  warehouse: 'Warehouse',
};

const WIDE: Readonly<Record<string, Place>> = {
  alerts: [20, 12, 230],
  previews: [290, 12, 180],
  interactions: [510, 12, 180],
  incidents: [730, 12, 180],
  campaigns: [950, 12, 180],
  admission: [20, 78, 230],
  preview: [290, 78, 180],
  completion: [510, 78, 180],
  ticketing: [730, 78, 180],
  analytics: [950, 78, 180],
  enrichment: [20, 176, 230],
  segmentation: [510, 176, 180],
  reportnotice: [1030, 176, 100],
  optOuts: [380, 176, 90],
  compliance: [20, 274, 230],
  contacts: [510, 290, 150],
  control: [380, 226, 90],
  dialing: [20, 372, 230],
  followup: [290, 372, 180],
  refresh: [510, 372, 150],
  telephony: [20, 470, 230],
  crm: [290, 470, 400],
  desk: [730, 470, 180],
  warehouse: [950, 470, 180],
};

const NARROW: Readonly<Record<string, Place>> = {
  alerts: [4, 6, 190],
  admission: [4, 62, 190],
  enrichment: [4, 150, 190],
  compliance: [4, 238, 190],
  dialing: [4, 326, 190],
  followup: [222, 326, 94],
  telephony: [4, 414, 190],
  crm: [222, 414, 94],
  previews: [4, 474, 145],
  interactions: [171, 474, 145],
  preview: [4, 530, 145],
  completion: [171, 530, 145],
  telephony2: [4, 618, 145],
  segmentation: [171, 618, 145],
  crm2: [171, 706, 145],
  incidents: [4, 766, 145],
  campaigns: [171, 766, 145],
  ticketing: [4, 822, 145],
  analytics: [171, 822, 145],
  desk: [4, 910, 145],
  reportnotice: [236, 910, 80],
  warehouse: [171, 998, 145],
  contacts: [4, 1058, 190],
  optOuts: [222, 1058, 94],
  refresh: [4, 1114, 190],
  control: [222, 1114, 94],
};

/** From and to. What comes to the box at the end has gone this way. */
const WAYS: readonly (readonly [from: string, to: string])[] = [
  ['alerts', 'admission'],
  ['admission', 'enrichment'],
  ['enrichment', 'compliance'],
  ['compliance', 'dialing'],
  ['dialing', 'telephony'],
  ['compliance', 'followup'],
  ['followup', 'crm'],
  ['previews', 'preview'],
  ['interactions', 'completion'],
  ['completion', 'segmentation'],
  ['incidents', 'ticketing'],
  ['campaigns', 'analytics'],
  ['analytics', 'reportnotice'],
  ['contacts', 'refresh'],
  ['optOuts', 'control'],
  ['ticketing', 'desk'],
];

/** Ways only one of the drawings has room for. */
const WIDE_WAYS: readonly (readonly [string, string])[] = [['refresh', 'crm']];
const NARROW_WAYS: readonly (readonly [string, string])[] = [
  ['preview', 'telephony2'],
  ['segmentation', 'crm2'],
];

/** The drawing for a wide page. Preview asks the same rules as compliance. */
export const widePlan: Plan = {
  ...planOf(WIDE, [...WAYS, ...WIDE_WAYS], {
    width: 1150,
    height: 512,
    more: [
      { id: 'same rules', path: 'M335 140 V295 H250', queues: [], isDashed: true },
      { id: 'segmentation crm', path: 'M675 238 V470', queues: lanesOf('segmentation'), isDashed: false },
      { id: 'analytics warehouse', path: 'M990 140 V470', queues: lanesOf('analytics'), isDashed: false },
    ],
  }),
  note: { x: 262, y: 288 },
};

/** The drawing for a narrow one. */
export const narrowPlan: Plan = planOf(NARROW, [...WAYS, ...NARROW_WAYS], {
  width: 320,
  height: 1182,
  more: [],
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
