import type { SimulatedTicket } from '../../../local/simulators/desk-tokens.ts';
import { ticketingRules, trunkReading, waitReading } from '../../support/ticketing-rules.ts';
import { type Chance, chance } from '../chance.ts';
import { functions } from '../functions.ts';
import type { Machine, MachineRun } from '../machine.ts';
import { processes } from '../processes.ts';
import { queues } from '../queues.ts';
import { everyMinute } from '../schedule.ts';
import type { Beginning, Simulation } from '../simulation.ts';
import { store } from '../store.ts';
import { deskHost } from './desk-host.ts';
import { TICKETING_MUTANTS } from './ticketing-mutants.ts';
import { incidentsIn, ticketingJudge } from './ticketing-rules.ts';
import { DUE, EVENTS, feedTicketing } from './ticketing-workers.ts';

/** The table of incidents (lib/state-stack.ts). */
const TABLES = {
  ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = Date.parse('2026-11-21T09:00:00.000Z');

/** Trouble lasts so long; then every queue keeps to its last value. */
const TROUBLE_MINUTES = 60;

/** Where all trunks end. */
const EDGE = 'edge-1';

/** Longest outage of the desk. */
const OUTAGE_MS = 26 * HOUR_MS;

/** Faults end at the latest so long after the last thing from outside (test/simulation/run.ts). */
const FAULTY_MS = 90 * MINUTE_MS;

/** What is closed by people is left alone for an hour, and what is parked is released within another. */
const SETTLES_MS = 5 * HOUR_MS;

/** Recovery's clock may be ahead. */
const CLOCKS_MS = 2000;

/** What a desk in trouble does. */
const TROUBLE = ['throttled', 'refused', 'failedBefore', 'failedAfter', 'acceptedLate', 'revoked'] as const;

const PACING = { requestsPerMinute: 60, shares: { tickets: 100 }, spreadMs: 9000, longestHoldMs: HOUR_MS };

interface Trouble extends Beginning {
  readonly queues: readonly string[];
  /** The desk cannot be reached until then, epoch ms. */
  readonly downUntil: number;
  /** When the last reading that differs is taken. */
  readonly troubleUntil: number;
  readonly inBreach: readonly string[];
  /** When people open or close a ticket. */
  readonly people: readonly number[];
  /** A site that fails as a whole, comes back, and fails for good: its trunks fail with all queues. */
  readonly site?: {
    readonly trunks: readonly string[];
    readonly failsFrom: number;
    readonly failsTo: number;
  };
}

/** Queues in trouble become tickets, and tickets end: from a reading to the desk and back. */
export const ticketing: Machine = {
  name: 'ticketing',
  mutants: TICKETING_MUTANTS,
  begin: (seed) => troubleOf(chance(seed, 'trouble')),
  build: (simulation) => build(simulation, troubleOf(simulation.chance('trouble'))),
};

function troubleOf(draws: Chance): Trouble {
  const names = Array.from({ length: draws.whole(1, 6) }, (_none, nth) => `queue-${nth}`);
  const isDown = draws.happens(0.25);
  const downUntil = isDown ? START + HOUR_MS / 2 + draws.fraction() * OUTAGE_MS : 0;
  const trouble = {
    start: START,
    together: draws.happens(0.5) ? TROUBLE.filter(() => draws.happens(0.4)) : [],
    queues: names,
    downUntil,
    troubleUntil: START + TROUBLE_MINUTES * MINUTE_MS,
    inBreach: names.filter(() => draws.happens(0.4)),
    people: Array.from({ length: draws.whole(0, 4) }, () => START + draws.fraction() * 2 * HOUR_MS),
  };
  if (!draws.happens(0.3)) return trouble;
  const trunks = Array.from({ length: draws.whole(1, 4) }, (_none, nth) => `${EDGE}-trunk-${nth}`);
  const failsFrom = START + draws.between(1, 10) * MINUTE_MS;
  const failsTo = failsFrom + draws.between(3, 15) * MINUTE_MS;
  return { ...trouble, inBreach: [...names, ...trunks], site: { trunks, failsFrom, failsTo } };
}

function build(simulation: Simulation, trouble: Trouble): MachineRun {
  const { timeline } = simulation;
  // A function past its time-out is ended: leases are longer than it lasts.
  const mortal: Simulation = {
    ...simulation,
    strikes: (fault, times) => fault !== 'zombie' && simulation.strikes(fault, times),
  };
  const rules = ticketingRules();
  const around = processes(simulation);
  const lambda = functions(mortal, around);
  const mail = queues(simulation, around, lambda);
  const judged = ticketingJudge(simulation, {
    requestsPerMinute: PACING.requestsPerMinute,
    calmMs: rules.thresholds.waitSeconds.calmSeconds * 1000,
    parentCalmMs: MINUTE_MS,
  });
  const endsAt = Math.max(trouble.troubleUntil, trouble.downUntil) + 2 * HOUR_MS;
  const readUntil = endsAt + FAULTY_MS + SETTLES_MS;
  let expect = (_instant: number): void => undefined;
  let release = (_key: string): void => undefined;
  const tables = store(simulation, around, TABLES, (_table, _before, after) => {
    // What is parked waits for people, who are told at once here.
    if (after?.shard && after.nextAt && after.st?.S !== 'PARKED') expect(Number(after.nextAt.N));
    if (after?.st?.S === 'PARKED') release((JSON.parse(after.doc?.S ?? '{}') as { key: string }).key);
  });
  const desk = deskHost(simulation, {
    downUntil: trouble.downUntil,
    asked: judged.asked,
    wrote: (fields) => judged.wrote(fields, desk.tickets()),
  });
  let edges = 0;
  const leave = (queue: string, body: object): void =>
    mail.leave(queue, JSON.stringify(body), `edge-${++edges}`);
  feedTicketing({
    simulation,
    processes: around,
    queues: mail,
    store: tables,
    desk: desk.host,
    rules,
    pacing: PACING,
  });

  /** What only waits for the next reading keeps no run going. */
  const isIdle = ({ st, doc }: { st?: { S?: string }; doc?: { S?: string } }): boolean =>
    timeline.now() > readUntil &&
    (st?.S === 'OPEN' || (st?.S === 'JOINED' && !doc?.S?.includes('"calmSince"')));
  const clock = everyMinute(
    { simulation, lambda },
    {
      name: 'clock',
      timeoutMs: 1000,
      isNeeded: () =>
        tables
          .items('ledger')
          .some((item) => Number(item.nextAt?.N) <= timeline.now() + CLOCKS_MS && !isIdle(item)),
      wire: () => async () => leave(DUE, { sweep: 'incidents' }),
    },
  );
  expect = clock.expect;

  const people = peopleAt(simulation, {
    tickets: desk.tickets,
    setOpen: desk.setOpen,
    tell: (change) => leave(EVENTS, change),
  });
  release = people.release;
  if (!simulation.without.has('people')) for (const at of trouble.people) timeline.at(at, people.act);
  readings(simulation, trouble, readUntil, (measurements) => leave(EVENTS, { measurements }));
  return {
    parts: ['people'].filter((part) => !simulation.without.has(part)),
    endsAt,
    restsWithinMs: SETTLES_MS + FAULTY_MS + 12 * HOUR_MS,
    atRest: () => [
      ...judged.atRest(tables, desk.tickets(), trouble.inBreach),
      ...[EVENTS, DUE]
        .flatMap((queue) => mail.dead(queue))
        .map((body) => ({ invariant: 'receives', what: `a message died: ${body.slice(0, 80)}` })),
      ...(incidentsIn(tables).length === 0 && trouble.inBreach.length > 0
        ? [{ invariant: 'nothing lost', what: 'no incident is known' }]
        : []),
    ],
  };
}

/** A poll of all queues every minute while there is trouble, later more seldom. */
function readings(
  { timeline, chance: stream }: Simulation,
  { queues: names, troubleUntil, inBreach, start, site }: Trouble,
  until: number,
  leave: (measurements: readonly object[]) => void,
): void {
  const draws = stream('readings');
  const storms = Array.from({ length: draws.whole(1, 3) }, () => {
    const from = start + draws.fraction() * TROUBLE_MINUTES * MINUTE_MS;
    return { from, to: from + draws.magnitude(1, 30) * MINUTE_MS };
  });
  const siteFails = (now: number): boolean =>
    site !== undefined && (now > troubleUntil || (site.failsFrom <= now && now < site.failsTo));
  const waitOf = (queue: string, now: number): number => {
    if (site) return siteFails(now) ? 999 : 0;
    if (now > troubleUntil) return inBreach.includes(queue) ? 999 : 0;
    const isStorm = storms.some(({ from, to }) => from <= now && now < to);
    return draws.happens(isStorm ? 0.85 : 0.2) ? draws.whole(301, 500) : draws.whole(0, 300);
  };
  const poll = (): void => {
    const now = timeline.now();
    const at = new Date(now);
    leave([
      ...names.map((queue) => waitReading(waitOf(queue, now), at, queue)),
      ...(site?.trunks ?? []).map((id) => trunkReading(siteFails(now), at, { id, edgeId: EDGE })),
    ]);
    const next = now + (now < troubleUntil ? 1 : 10) * MINUTE_MS;
    if (next < until) timeline.at(next, poll);
  };
  timeline.at(start, poll);
}

/** What people do at the desk; of all of it the product is told. */
function peopleAt(
  { timeline, chance: stream }: Simulation,
  desk: {
    tickets(): readonly SimulatedTicket[];
    setOpen(id: string, open: boolean): void;
    tell(change: object): void;
  },
) {
  const draws = stream('people');
  let told = 0;
  const tell = (ticket: string, change: string): void =>
    desk.tell({
      eventId: `people-${++told}`,
      ticket,
      change,
      timestamp: new Date(timeline.now()).toISOString(),
    });
  const close = (id: string): void => {
    desk.setOpen(id, false);
    tell(id, 'resolved');
  };
  return {
    /** Closes a ticket, or opens one and closes it some time later. */
    act(): void {
      const tickets = desk.tickets();
      if (tickets.length === 0) return;
      const { id, open } = draws.pick(tickets);
      if (open) {
        close(id);
        return;
      }
      desk.setOpen(id, true);
      tell(id, 'reopened');
      timeline.at(timeline.now() + draws.between(10, 90) * MINUTE_MS, () => close(id));
    },
    /** Mends what the desk had refused. */
    release(key: string): void {
      timeline.at(timeline.now() + draws.magnitude(1, 60) * MINUTE_MS, () => tell(key, 'retry'));
    },
  };
}
