/** Where a box stands: left edge, top edge, width. */
export type Place = readonly [x: number, y: number, w: number];

/** Workers by the name their queues begin with, and their lanes. */
export const WORKERS: Readonly<
  Record<string, { readonly label: string; readonly lanes: readonly string[] }>
> = {
  admission: { label: 'admission', lanes: ['queue'] },
  enrichment: { label: 'enrichment', lanes: ['critical', 'standard'] },
  compliance: { label: 'compliance', lanes: ['queue'] },
  dialing: { label: 'dialing', lanes: ['critical', 'standard', 'campaign'] },
  followup: { label: 'follow-up', lanes: ['queue'] },
  preview: { label: 'preview', lanes: ['pushes', 'looks', 'sweeps'] },
  completion: { label: 'completion', lanes: ['events', 'settlements'] },
  segmentation: { label: 'segmentation', lanes: ['completions', 'updates'] },
  refresh: { label: 'refresh', lanes: ['queue', 'changes', 'previews'] },
  control: { label: 'control', lanes: ['queue'] },
  ticketing: { label: 'ticketing', lanes: ['events', 'due'] },
  analytics: { label: 'analytics', lanes: ['events', 'due'] },
  reportnotice: { label: 'notice', lanes: ['queue'] },
  courier: { label: 'courier', lanes: ['queue'] },
};

/** What lanes are called where their own name says nothing or is too long. */
export const LANE_LABELS: Readonly<Record<string, string>> = {
  changes: 'news',
  queue: '',
  completions: 'ends',
  settlements: 'settled',
};

/** Doors and ports, by their id. */
export const ENDS: Readonly<Record<string, string>> = {
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

/** Where everything stands on a wide page. */
export const WIDE: Readonly<Record<string, Place>> = {
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
  courier: [1030, 290, 100],
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

/** Where everything stands on a narrow page. */
export const NARROW: Readonly<Record<string, Place>> = {
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
  reportnotice: [240, 910, 76],
  courier: [158, 910, 74],
  warehouse: [171, 998, 145],
  contacts: [4, 1058, 190],
  optOuts: [222, 1058, 94],
  refresh: [4, 1114, 190],
  control: [222, 1114, 94],
};

/** From and to. What comes to the box at the end has gone this way. */
export const WAYS: readonly (readonly [from: string, to: string])[] = [
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
  ['courier', 'warehouse'],
  ['contacts', 'refresh'],
  ['optOuts', 'control'],
  ['ticketing', 'desk'],
];

/** Ways the wide drawing alone has room for. */
export const WIDE_WAYS: readonly (readonly [string, string])[] = [['refresh', 'crm']];
/** Ways the narrow drawing alone has room for. */
export const NARROW_WAYS: readonly (readonly [string, string])[] = [
  ['preview', 'telephony2'],
  ['segmentation', 'crm2'],
  ['analytics', 'courier'],
];
