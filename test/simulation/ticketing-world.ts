import { tables } from '../support/dynamo-fixtures.ts';
import { type DeskFault, fakeDesk, type KeptTicket } from '../support/fake-desk.ts';
import type { MemoryDynamo } from '../support/memory-dynamo.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ticketingRules, waitReading } from '../support/ticketing-rules.ts';
import { schedule } from './ticketing-schedule.ts';

/** The product's own modules, or a broken copy of them. */
export interface TicketingModules {
  readonly dynamoIncidents: typeof import('../../functions/adapters/dynamo-incidents.ts').dynamoIncidents;
  readonly takeReading: typeof import('../../functions/ticketing/take-reading.ts').takeReading;
  readonly advanceIncident: typeof import('../../functions/ticketing/advance-incident.ts').advanceIncident;
  readonly takeDeskChange: typeof import('../../functions/ticketing/take-desk-change.ts').takeDeskChange;
}

/** What one run left behind, for the invariants. */
export interface TicketingRun {
  readonly tickets: readonly KeptTicket[];
  readonly incidents: readonly {
    readonly state: string;
    readonly name: string;
    readonly key: string;
    readonly ticketId?: string;
  }[];
  /** The most tickets of one episode that were open at once, at any step. */
  readonly mostOpenOfOneEpisode: number;
  /** Tickets that were closed before the calm had lasted. */
  readonly closedTooEarly: number;
  /** Queues whose last readings were in breach long enough for a ticket. */
  readonly inBreach: readonly string[];
  /** What workers failed with although nothing had been broken for them. */
  readonly unexpected: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const VISIBILITY_MS = 6 * MINUTE;
const START = Date.parse('2026-11-21T09:00:00.000Z');

/** Random numbers of a seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One schedule of a few queues, several workers, a desk with faults and people at it: first trouble, then hours of
 * calm in which everything must come to its end.
 */
export async function runTicketing(seed: number, modules: TicketingModules): Promise<TicketingRun> {
  const draw = numbers(seed);
  const chance = (share: number): boolean => draw() < share;
  const rules = ticketingRules();
  const time = { ms: START };
  const clock = { now: () => new Date(time.ms) };
  const line = schedule(draw, () => time.ms);
  const faultShare = draw() * 0.4;
  const crashShare = draw() * 0.05;
  const outageUntil = chance(0.3) ? START + HOUR + draw() * 26 * HOUR : 0;
  let calm = false;
  let serial = 0;
  const random = { id: () => `id-${serial++}`, fraction: draw };

  const fault = (act: string): DeskFault | undefined => {
    if (time.ms < outageUntil) return 'unavailable';
    if (calm || !chance(faultShare)) return undefined;
    const kinds: readonly DeskFault[] =
      act === 'open'
        ? ['unavailable', 'throttled', 'lost_reply', 'lost_reply', 'accepted', 'refused']
        : ['unavailable', 'throttled', 'unauthorized', 'lost_reply', 'lost_reply'];
    return kinds[Math.floor(draw() * kinds.length)];
  };
  const desk = fakeDesk({ between: () => line.turn(), fault });

  const turn = async (): Promise<void> => {
    await line.turn();
    if (!calm && chance(crashShare)) await line.gone();
  };
  const lost = (): void => {
    if (!calm && chance(faultShare / 8)) throw new Error('connection lost');
  };
  const db: MemoryDynamo = memoryDynamo({
    tables,
    before: async () => {
      await turn();
      lost();
    },
    after: async () => {
      lost();
      await turn();
    },
  });
  const incidents = modules.dynamoIncidents(db, 'ledger', random);
  const pace = { hold: async () => undefined };
  const sleep = {
    async until(instant: Date) {
      time.ms = Math.max(time.ms, instant.getTime());
      await line.turn();
    },
  };
  const ports = { incidents, desk, pace, clock, random, sleep };
  const remainingMs = (): number => 60_000;
  const unexpected: string[] = [];
  const worker = (work: () => Promise<unknown>): void =>
    line.begin(() =>
      work().catch((error: unknown) => {
        const reason =
          error instanceof Error ? ('reason' in error ? String(error.reason) : error.message) : 'odd';
        if (!/ledger_unavailable|incident_contended|connection lost/.test(reason)) unexpected.push(reason);
      }),
    );
  const messages = new Map<() => Promise<unknown>, number>();
  /** A message stays in its queue until its worker has ended well; it comes again six minutes after it was taken. */
  const deliver = (work: () => Promise<unknown>): void => {
    messages.set(work, time.ms + VISIBILITY_MS);
    worker(async () => {
      await work();
      messages.delete(work);
    });
  };
  const redeliver = (): void => {
    for (const [work, at] of messages) if (at <= time.ms) deliver(work);
  };
  const queues = Array.from({ length: 1 + Math.floor(draw() * 6) }, (_none, index) => `queue-${index}`);
  const last = new Map<string, number>();
  const readings: { value: number; at: Date; queue: string }[] = [];

  let mostOpenOfOneEpisode = 0;
  let closedTooEarly = 0;
  const lastWords = new Set<string>();
  const look = (): void => {
    const open = desk.tickets().filter((ticket) => ticket.open);
    for (const { key } of open) {
      mostOpenOfOneEpisode = Math.max(mostOpenOfOneEpisode, open.filter((other) => other.key === key).length);
    }
    for (const { notes, subject } of desk.tickets()) {
      const said = notes.at(-1) ?? '';
      const since = /^Over: calm since ([^,]+),/.exec(said)?.[1];
      if (since === undefined || lastWords.has(said)) continue;
      lastWords.add(said);
      const calmMs = subject.includes('queue-') ? 5 * MINUTE : MINUTE;
      if (time.ms < Date.parse(since) + calmMs) closedTooEarly++;
    }
  };
  const sweep = (): void =>
    worker(async () => {
      for (const id of await incidents.due(clock.now(), 100)) {
        await modules.advanceIncident(id, ports, rules, remainingMs);
      }
    });
  const take = (reading: { value: number; at: Date; queue: string }): void =>
    deliver(async () => {
      const measurement = waitReading(reading.value, reading.at, reading.queue);
      const taken = await modules.takeReading(measurement, ports, rules);
      if (taken === 'raised' || taken === 'reopened') {
        await modules.advanceIncident(measurement, ports, rules, remainingMs);
      }
    });
  const people = (): void => {
    const ticket = desk.tickets()[Math.floor(draw() * desk.tickets().length)];
    if (!ticket) return;
    const closes = ticket.open && chance(0.5);
    if (closes) desk.setOpen(ticket.id, false);
    tell(chance(0.5) ? ticket.key : ticket.id, closes ? 'resolved' : 'commented');
  };
  const tell = (ticket: string, change: 'retry' | 'resolved' | 'commented'): void => {
    const event = { eventId: `desk-event-${serial++}`, ticket, change, timestamp: clock.now().toISOString() };
    const known = { incidents, clock, ledger: { claimWebhook: async () => 'new' as const } };
    deliver(() => modules.takeDeskChange(event, `edge-${event.eventId}`, known));
  };

  const steps = 40 + Math.floor(draw() * 60);
  let storm = false;
  for (let n = 0; n < steps; n++) {
    time.ms += Math.floor(draw() ** 3 * 12 * MINUTE) + 1;
    if (chance(0.15)) storm = !storm;
    for (const queue of queues) {
      if (!chance(0.7)) continue;
      const value = chance(storm ? 0.85 : 0.25) ? 301 + Math.floor(draw() * 200) : Math.floor(draw() * 300);
      const reading = { value, at: clock.now(), queue };
      readings.push(reading);
      last.set(queue, value);
      take(reading);
      if (chance(0.15)) take(reading);
    }
    const older = readings[Math.floor(draw() * readings.length)];
    if (older && chance(0.1)) take(older);
    redeliver();
    if (chance(0.6)) sweep();
    if (chance(0.3)) sweep();
    if (chance(0.08)) people();
    if (chance(0.2)) desk.createAccepted();
    await line.run(chance(0.3) ? undefined : Math.floor(draw() * 60), look);
  }

  calm = true;
  const settle = async (minutes: number, each: () => void): Promise<void> => {
    for (let n = 0; n < minutes; n++) {
      time.ms += MINUTE;
      each();
      redeliver();
      sweep();
      await line.run(undefined, look);
    }
  };
  time.ms = Math.max(time.ms, outageUntil);
  const endsInBreach = new Set(queues.filter(() => chance(0.4)));
  const tellEnd = (): void => {
    for (const queue of queues) take({ value: endsInBreach.has(queue) ? 999 : 0, at: clock.now(), queue });
  };
  desk.createAccepted();
  await line.run(undefined, look);
  // More than the active interval after whatever people closed, and longer than any backoff or lease.
  await settle(90, tellEnd);
  desk.createAccepted();
  for (const item of db.items('ledger')) {
    const doc = item.doc?.S;
    if (doc && JSON.parse(doc).state === 'PARKED') tell(JSON.parse(doc).key, 'retry');
  }
  await settle(90, tellEnd);

  const left = db
    .items('ledger')
    .filter((item) => item.doc?.S)
    .map((item) => JSON.parse(item.doc?.S ?? ''));
  return {
    tickets: desk.tickets(),
    incidents: left.map(({ state, source, key, ticket }) => ({
      state,
      name: source.id,
      key,
      ...(ticket && { ticketId: ticket.id }),
    })),
    mostOpenOfOneEpisode,
    closedTooEarly,
    inBreach: [...endsInBreach],
    unexpected,
  };
}
