import type { AlertEnd } from '../messages/alert-state.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { QueueDepth } from '../ports/queue-depths.ts';
import type { Tally } from '../ports/tally-book.ts';
import { alertStory } from '../story/alert-story.ts';

/** How alerts ended; those in flight have not. */
export type OutcomeName = AlertEnd | 'in_flight';

/** Whether everything that was accepted is somewhere: accepted = ended + in flight + quarantined + duplicates + waiting. */
export interface Conservation {
  /** What has been taken in. */
  readonly accepted: number;
  readonly ended: number;
  readonly inFlight: number;
  /** Bodies that could not be used, and alerts whose task the CRM refused. */
  readonly quarantined: number;
  /** Further posts of what was there already; only who watches the doors can count them. */
  readonly duplicates: number;
  /** Accepted and not yet admitted, as long as admission has messages. */
  readonly waiting: number;
  /** What is nowhere; anything but 0 is an error. */
  readonly missing: number;
}

/** What has become of the alerts of the last day. */
export interface Reckoning {
  /** Since when they are counted, ISO 8601. */
  readonly since: string;
  readonly outcomes: Readonly<Partial<Record<OutcomeName, number>>>;
  readonly conservation: Conservation;
  /** Whether there are more than were counted. */
  readonly uncounted: boolean;
}

/** What it is reckoned from. */
export interface Counted {
  readonly since: Date;
  readonly tally: Tally;
  /** Of those that have not ended, how many nobody will look at. */
  readonly strayed: number;
  /** Alerts that have not ended. */
  readonly alerts: readonly AlertRecord[];
  readonly queues: readonly QueueDepth[];
}

const HOUR_MS = 60 * 60_000;

/** Since when alerts are counted: the full hour a day ago. The ledger knows them for longer. */
export const reckonedSince = (now: Date): Date =>
  new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS);

const ADMISSION = 'admission queue';

/** The reckoning. A body that waits for admission may hold several alerts and counts as one. */
export function reckoning({ since, tally, strayed, alerts, queues }: Counted): Reckoning {
  const { ended, open, more } = tally;
  const uncertain = alerts.filter((alert) => isUncertain(alert) && alert.admittedAt >= since).length;
  const { quarantined = 0, ...others } = ended;
  const depth = queues.find(({ name }) => name === ADMISSION);
  const waiting = (depth?.waiting ?? 0) + (depth?.working ?? 0);
  const terms = {
    ended: Object.values(others).reduce((sum, count) => sum + count, 0),
    inFlight: open.length - strayed,
    quarantined,
    duplicates: 0,
    waiting,
    missing: strayed,
  };
  return {
    since: since.toISOString(),
    outcomes: {
      ...ended,
      ...(uncertain > 0 && { uncertain: (ended.uncertain ?? 0) + uncertain }),
      in_flight: Math.max(0, open.length - uncertain),
    },
    conservation: { accepted: Object.values(terms).reduce((sum, count) => sum + count, 0), ...terms },
    uncounted: more,
  };
}

const isUncertain = (alert: AlertRecord): boolean => alertStory(alert).outcome === 'uncertain';
