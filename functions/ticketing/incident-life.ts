import { createHash } from 'node:crypto';
import type { Measurement } from '../messages/measurement.ts';
import type { Threshold, TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident, IncidentState } from '../ports/incidents.ts';
import { readingVerdict } from './threshold.ts';

/** What a reading did. `next` is absent when nothing has to be remembered. */
export interface Taken {
  readonly outcome:
    | 'normal'
    | 'repeated'
    | 'held'
    | 'watched'
    | 'raised'
    | 'reopened'
    | 'counted'
    | 'breached_again'
    | 'clearing';
  readonly next?: Incident;
}

/** What a reading is judged by. */
export interface Judging {
  readonly threshold: Threshold;
  readonly rules: Pick<TicketingRules, 'activeMinutes'>;
  readonly now: Date;
}

const MINUTE_MS = 60_000;

/** The story of an incident keeps this many steps, the latest. */
const LONGEST_STORY = 16;

/** Later by some time, ms. */
export const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** Whether there is no episode now. */
export const isOver = ({ state }: Incident): boolean => state === 'WATCHING' || state === 'RESOLVED';

/** When its last calm reading has lasted long enough. */
export const calmUntil = (calmSince: Date, { calmSeconds }: Threshold): Date =>
  later(calmSince, calmSeconds * 1000);

/** The incident in another state, with one more step in its story. */
export function step(incident: Incident, state: IncidentState, reason: string, now: Date): Incident {
  const log = [...incident.log, `${now.getTime()}|${state}|${reason}`].slice(-LONGEST_STORY);
  return { ...incident, state, log };
}

/** The incident with an appointment; while somebody asks the desk for it, not before that one's time is over. */
export function dueAt(incident: Incident, at: Date): Incident {
  const { leaseUntil } = incident;
  return { ...incident, nextAt: leaseUntil && leaseUntil > at ? leaseUntil : at };
}

/** The incident without these fields. */
export function without<Name extends keyof Incident>(
  incident: Incident,
  ...names: readonly Name[]
): Omit<Incident, Name> {
  const copy: Partial<Incident> = { ...incident };
  for (const name of names) delete copy[name];
  return copy as Omit<Incident, Name>;
}

/**
 * Takes a reading into account. Readings may come twice and in any order: one that is not newer than the last changes
 * nothing.
 */
export function measured(before: Incident | undefined, reading: Measurement, how: Judging): Taken {
  if (before && reading.at <= before.readAt) return { outcome: 'repeated' };
  const verdict = readingVerdict(reading.value, how.threshold);
  if (!before || isOver(before)) {
    return verdict === 'breach' ? breachAfterQuiet(before, reading, how) : quietStays(before, reading);
  }
  if (verdict === 'breach') return breachGoesOn(before, reading, how.now);
  return verdict === 'calm' ? calmBegins(before, reading, how) : noLongerInARow(before, reading);
}

function quietStays(before: Incident | undefined, reading: Measurement): Taken {
  return before && before.breaches > 0 ? noLongerInARow(before, reading) : { outcome: 'normal' };
}

function noLongerInARow(before: Incident, reading: Measurement): Taken {
  if (before.breaches === 0) return { outcome: 'normal' };
  return { outcome: 'normal', next: { ...read(before, reading), breaches: 0 } };
}

/** One more breach in a row; enough of them begin an episode, or wake the last one. */
function breachAfterQuiet(before: Incident | undefined, reading: Measurement, how: Judging): Taken {
  const active = before?.closedAt && later(before.closedAt, how.rules.activeMinutes * MINUTE_MS) >= how.now;
  // People have just closed the ticket though it lasts: they know, and opening it again would only argue with them.
  if (active && before.closedBy === 'desk') return { outcome: 'held' };
  const seen = { ...read(before ?? unseen(reading), reading), breaches: (before?.breaches ?? 0) + 1 };
  if (seen.breaches < how.threshold.consecutive) return { outcome: 'watched', next: seen };
  return active && seen.ticket ? woken(seen, how.now) : begun(seen, how.now);
}

function woken(seen: Incident, now: Date): Taken {
  const open = {
    ...without(seen, 'closedAt', 'closedBy', 'calmSince'),
    reopen: true,
    count: seen.count + 1,
  } as const;
  return { outcome: 'reopened', next: dueAt(step(open, 'OPENING', 'breached again', now), now) };
}

function begun(seen: Incident, now: Date): Taken {
  return { outcome: 'raised', next: dueAt(step(newEpisode(seen), 'OPENING', 'breached', now), now) };
}

/** The next episode of an incident, which begins at its last reading. The ticket before it is remembered. */
export function newEpisode(seen: Incident): Incident {
  const { source, metric, version, readAt, value, breaches, log, ticket } = seen;
  return {
    source,
    metric,
    version,
    state: seen.state,
    episode: seen.episode + 1,
    key: episodeKey(seen),
    since: readAt,
    readAt,
    value,
    peak: value,
    breaches,
    count: breaches,
    ...(ticket && { previousTicket: ticket.number ?? ticket.id }),
    notes: 0,
    notedCount: 0,
    attempts: 0,
    log,
  };
}

/** The same for every worker that begins this episode, and another for every other. */
function episodeKey({ source, metric, readAt }: Incident): string {
  const episode = `${source.kind}|${source.id}|${metric}|${readAt.toISOString()}`;
  return createHash('sha256').update(episode).digest('hex');
}

function breachGoesOn(before: Incident, reading: Measurement, now: Date): Taken {
  const seen = {
    ...read(without(before, 'calmSince'), reading),
    breaches: before.breaches + 1,
    count: before.count + 1,
  };
  const again = (state: IncidentState, more: Partial<Incident> = {}): Taken => ({
    outcome: 'breached_again',
    next: dueAt(step({ ...seen, ...more }, state, 'breached again', now), now),
  });
  switch (before.state) {
    case 'CLEARING':
      return again('OPEN');
    // The ticket may be closed already, or be closed at this moment.
    case 'RESOLVING':
      return again('OPENING', { reopen: true });
    case 'LEAVING':
      return again('JOINING');
    default:
      return { outcome: 'counted', next: seen };
  }
}

/** Calm counts from when we hear of it, so that a reading which was on its way for long ends nothing early. */
function calmBegins(before: Incident, reading: Measurement, { threshold, now }: Judging): Taken {
  if (before.calmSince) return { outcome: 'normal' };
  const calm: Incident = { ...read(before, reading), breaches: 0, calmSince: now };
  const until = calmUntil(now, threshold);
  if (before.state === 'OPEN') {
    return { outcome: 'clearing', next: dueAt(step(calm, 'CLEARING', 'calm', now), until) };
  }
  return { outcome: 'clearing', next: before.state === 'JOINED' ? dueAt(calm, until) : calm };
}

function read<I extends Omit<Incident, 'calmSince'>>(before: I, { source, value, at }: Measurement): I {
  const known = { ...before.source, ...source };
  return { ...before, source: known, value, peak: Math.max(before.peak, value), readAt: at };
}

const unseen = ({ source, metric, value, at }: Measurement): Incident => ({
  source,
  metric,
  state: 'WATCHING',
  version: 0,
  episode: 0,
  key: '',
  since: at,
  readAt: at,
  value,
  peak: value,
  breaches: 0,
  count: 0,
  notes: 0,
  notedCount: 0,
  attempts: 0,
  log: [],
});
