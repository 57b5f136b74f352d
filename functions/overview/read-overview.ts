import { MAX_AHEAD_MS } from '../alert/age.ts';
import { after } from '../dialing/protocol.ts';
import type { Clock } from '../ports/clock.ts';
import type { AlertRecord, Ledger } from '../ports/ledger.ts';
import type { OccupancyBook } from '../ports/occupancy-book.ts';
import type { PaceBook } from '../ports/pace-book.ts';
import type { QueueDepths } from '../ports/queue-depths.ts';
import type { Tally, TallyBook } from '../ports/tally-book.ts';
import { type Overview, type OverviewRules, overviewOf, type Seen } from './overview.ts';
import { reckonedSince } from './reckoning.ts';

/** The view there is: everything as it stands now. */
export const NOW = 'now';

/** Alerts that have not ended looked at for one overview. */
const MOST = 800;

/** Alerts listed that were taken in last. */
const LATEST = 100;

/** Destinations whose budgets are shown. */
const DESTINATIONS = ['telephony', 'crm', 'desk'] as const;

/** What an overview reads. */
export interface OverviewPorts {
  readonly ledger: Pick<Ledger, 'unfinished' | 'readStop'>;
  readonly book: PaceBook;
  readonly occupancy: Pick<OccupancyBook, 'read'>;
  readonly queues: QueueDepths;
  readonly tally: TallyBook;
  readonly clock: Clock;
}

/** What stands around the alerts is read from these. */
export type SurroundingPorts = Omit<OverviewPorts, 'clock' | 'ledger' | 'tally'> & {
  readonly ledger: Pick<Ledger, 'readStop'>;
};

/** What is looked at, and by which limits. */
export interface OverviewScope extends OverviewRules {
  readonly routingQueues: readonly string[];
  /** Requests a minute of each destination. */
  readonly budgets: Readonly<Record<(typeof DESTINATIONS)[number], number>>;
}

/** A view by its name; `undefined` for one there is not. Errors as `readOverview`. */
export async function readView(
  view: string,
  ports: OverviewPorts,
  scope: OverviewScope,
): Promise<Overview | undefined> {
  return view === NOW ? readOverview(ports, scope) : undefined;
}

/** How everything stands. @throws {TransientError} the ledger or the queues cannot be asked */
export async function readOverview(ports: OverviewPorts, scope: OverviewScope): Promise<Overview> {
  const now = ports.clock.now();
  const since = reckonedSince(now);
  const [alerts, tally, latest, around] = await Promise.all([
    ports.ledger.unfinished(after(now, MAX_AHEAD_MS), MOST),
    ports.tally.since(since),
    ports.tally.latest(LATEST),
    readSurroundings(ports, scope),
  ]);
  const strayed = await strayedOf(tally, alerts, ports.tally);
  return overviewOf(
    { ...around, now, alerts, more: alerts.length >= MOST, since, tally, latest, strayed },
    scope,
  );
}

/** Who has not ended should be among those that recovery looks at; only who is not is read again. */
async function strayedOf(tally: Tally, alerts: readonly AlertRecord[], book: TallyBook): Promise<number> {
  const lookedAt = new Set(alerts.map(({ key }) => key));
  return (await book.strayed(tally.open.filter((key) => !lookedAt.has(key)))).length;
}

/** What stands around the alerts: the switch, the queues, the budgets, the agents. Errors as `readOverview`. */
export async function readSurroundings(
  { ledger, book, occupancy, queues }: SurroundingPorts,
  { routingQueues, budgets }: Pick<OverviewScope, 'routingQueues' | 'budgets'>,
): Promise<Omit<Seen, 'now' | 'alerts' | 'more' | 'tally' | 'latest' | 'strayed' | 'since'>> {
  const [stop, depths, states, readings] = await Promise.all([
    ledger.readStop(),
    queues.read(),
    Promise.all(DESTINATIONS.map((each) => book.change(each, (state) => ({ answer: state })))),
    Promise.all(routingQueues.map((each) => occupancy.read(each))),
  ]);
  return {
    stop,
    queues: depths,
    budgets: DESTINATIONS.map((destination, index) => ({
      destination,
      requestsPerMinute: budgets[destination],
      state: states[index],
    })),
    occupancy: routingQueues.map((routingQueue, index) => ({ routingQueue, reading: readings[index] })),
  };
}
