import type { Chance } from './chance.ts';

/**
 * What can go wrong by chance, with the lowest and the highest rate a seed draws: of requests, of wakings, of
 * deliveries or of answers, as the part that asks counts.
 */
export const FAULTS = {
  /** The worker is gone before a request leaves, or after it was served. */
  crash: [0.005, 0.1],
  /** The worker stands still, up to an hour. */
  pause: [0.005, 0.08],
  /** A function past its time-out goes on instead of being ended. */
  zombie: [0.3, 1],
  /** Answers take seconds. */
  slow: [0.02, 0.3],
  /** Clocks of workers differ, each by at most the assumed error. */
  skew: [1, 1],
  tableThrottled: [0.02, 0.2],
  /** The request never arrives. */
  tableDropped: [0.01, 0.1],
  /** The write is applied, the reply does not come, the client sends again. */
  tableReplyLost: [0.02, 0.2],
  /** The same, but only ever the first of the client's sends: alone, it must change nothing. */
  tableEcho: [0.1, 0.5],
  /** The write is applied up to twelve minutes later, whatever the client has done since. */
  tableLate: [0.02, 0.3],
  /** Replicas lag, up to minutes. */
  tableStale: [0.2, 1],
  /** Expired items are deleted as soon as they may be. */
  ttlPrompt: [1, 1],
  /** What is late comes just when something changes: a slot is free, a lease is over, a window closes. */
  aimed: [0.3, 0.8],
  /** A message comes just when the time it needs runs out. */
  tight: [0.3, 1],
  queueTwice: [0.05, 0.5],
  queueLate: [0.05, 0.5],
  queueDropped: [0.005, 0.08],
  queueReplyLost: [0.005, 0.08],
  /** A message is said to have come fewer times than it has: the count is approximate. */
  miscounted: [0.3, 1],
  /** A finished message is not deleted. */
  deleteLost: [0.01, 0.2],
  archiveBroken: [0.01, 0.1],
  secretsBroken: [0.02, 0.3],
  throttled: [0.1, 0.6],
  refused: [0.05, 0.4],
  unreachable: [0.05, 0.4],
  revoked: [0.05, 0.4],
  /** An error or silence without acceptance. */
  failedBefore: [0.05, 0.4],
  /** An error, silence or an answer without an id, though the call was accepted. */
  failedAfter: [0.05, 0.5],
  /** Accepted up to four minutes later. */
  acceptedLate: [0.1, 0.8],
  /** A search finds a call only after up to 40 minutes. */
  searchLate: [0.2, 1],
  /** Agents take up to three hours for a callback. */
  agentsSlow: [0.2, 1],
  crmBroken: [0.05, 0.8],
  crmReplyLost: [0.05, 0.4],
  crmThrottled: [0.05, 0.4],
  /** The CRM refuses a task for good. */
  crmRefuses: [0.005, 0.03],
} as const satisfies Rates;

/** What strikes only where the situation wants it: by chance it would find little. */
export const WANTED_FAULTS = {
  /** The worker is gone, and its last write is still on the way: it may be applied when the row has changed. */
  floating: [0.1, 0.3],
  /** The first of the client's sends of a write is applied late, the next one is answered. */
  firstLate: [0.3, 0.7],
  /** The worker stands still for some seconds, and is in time all the same. */
  stall: [0.02, 0.06],
} as const satisfies Rates;

type Rates = Readonly<Record<string, readonly [number, number]>>;

export type FaultName = keyof typeof FAULTS | keyof typeof WANTED_FAULTS;

/** What keeps no worker from its work. */
export const HARMLESS: ReadonlySet<FaultName> = new Set<FaultName>([
  'skew',
  'zombie',
  'aimed',
  'tight',
  'ttlPrompt',
  'queueTwice',
  'miscounted',
  'deleteLost',
  'acceptedLate',
  'searchLate',
  'agentsSlow',
  'refused',
]);

/** What can be down as a whole. `recovery`: no sweep runs. `dialing`: its queues are not read. */
export const SYSTEMS = [
  'table',
  'queues',
  'archive',
  'platform',
  'crm',
  'secrets',
  'recovery',
  'dialing',
] as const;
export type System = (typeof SYSTEMS)[number];

/** From `from` to `to`, epoch milliseconds. */
export interface Outage {
  readonly system: System;
  readonly from: number;
  readonly to: number;
}

/** Everything that goes wrong in one run. A fault without a rate never strikes. */
export interface Mix {
  readonly rates: Readonly<Partial<Record<FaultName, number>>>;
  readonly outages: readonly Outage[];
}

/** Nothing goes wrong. */
export const NO_FAULTS: Mix = { rates: {}, outages: [] };

const MINUTE_MS = 60_000;

/** How long each system is down at most, minutes. */
const LONGEST_OUTAGE: Readonly<Partial<Record<System, number>>> = { recovery: 120, dialing: 100 };

/** How often, as a part of the share: a recovery that stands still lets the rarest things happen. */
const OFTEN: Readonly<Record<System, number>> = {
  table: 0.15,
  queues: 0.1,
  archive: 0.1,
  platform: 0.2,
  crm: 0.2,
  secrets: 0.15,
  recovery: 0.6,
  dialing: 0.5,
};

/** So many runs have lost replies alone. */
const ONLY_ECHOES = 0.04;

/** What goes wrong for certain, besides what chance has in store. */
export interface Trouble {
  /** Epoch milliseconds. */
  readonly start: number;
  /** Faults that find most in this situation when they strike together; often none. */
  readonly together: readonly FaultName[];
  /** Systems that are down for a while. @default none for certain */
  readonly down?: readonly System[];
  /** Outages whose time is known. @default none */
  readonly outages?: readonly Outage[];
}

/**
 * Each seed has its own few faults: all of them at once would let nothing happen that could go wrong. Those of the
 * situation at hand find most when little else gets in their way.
 */
export function drawMix(chance: Chance, { start, together, down = [], outages: certain = [] }: Trouble): Mix {
  if (chance.happens(ONLY_ECHOES)) return { rates: { tableEcho: chance.between(0.1, 0.5) }, outages: [] };
  const share = together.length > 0 ? chance.pick([0, 0.05, 0.15]) : chance.pick([0.1, 0.2, 0.35, 0.55]);
  const rates: Partial<Record<FaultName, number>> = {};
  for (const name of Object.keys(FAULTS) as (keyof typeof FAULTS)[]) {
    const [low, high] = FAULTS[name];
    const rate = chance.magnitude(low, high);
    if (together.includes(name)) rates[name] = Math.max(rate, high / 2);
    else if (chance.happens(share)) rates[name] = rate;
  }
  const outages = SYSTEMS.flatMap((system): Outage[] => {
    const from = start + chance.between(-20, 120) * MINUTE_MS;
    const minutes = chance.magnitude(0.05, 1) * (LONGEST_OUTAGE[system] ?? 60);
    const isDown = chance.happens(Math.max(share, 0.15) * OFTEN[system]) || down.includes(system);
    return isDown ? [{ system, from, to: from + minutes * MINUTE_MS }] : [];
  });
  for (const name of Object.keys(WANTED_FAULTS) as (keyof typeof WANTED_FAULTS)[]) {
    const [low, high] = WANTED_FAULTS[name];
    if (together.includes(name)) rates[name] = chance.magnitude(low, high);
  }
  return { rates, outages: [...outages, ...certain] };
}

/** Names of what a mix consists of, as `--without` takes them. */
export function partsOf({ rates, outages }: Mix): string[] {
  return [...Object.keys(rates), ...outages.map(({ system }) => `outage:${system}`)];
}

/** The mix without the parts of these names. */
export function withoutParts({ rates, outages }: Mix, without: ReadonlySet<string>): Mix {
  return {
    rates: Object.fromEntries(Object.entries(rates).filter(([name]) => !without.has(name))),
    outages: outages.filter(({ system }) => !without.has(`outage:${system}`)),
  };
}
