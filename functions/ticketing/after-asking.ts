import type { Threshold, TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident } from '../ports/incidents.ts';
import type { Ticket } from '../ports/ticket-desk.ts';
import { calmUntil, dueAt, isOver, later, newEpisode, step, without } from './incident-life.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What is parked is told again once a day until somebody acts. */
const REMIND_MS = 24 * HOUR_MS;

/** One that has its place with its parent looks whether the parent is still there. */
const LOOK_AFTER_PARENT_MS = HOUR_MS;

/** Looks for a ticket that the desk accepted: at one in half a minute a quarter of an hour. */
const MOST_LOOKS = 30;

/** The lease is given back and the last failures are forgotten. */
export const settled = (incident: Incident): Incident => ({
  ...without(incident, 'leaseUntil', 'failingSince', 'why'),
  attempts: 0,
});

/** One worker alone may ask the desk until then; a worker that is gone is followed by another. */
export const leased = (incident: Incident, until: Date): Incident => ({
  ...incident,
  leaseUntil: until,
  nextAt: until,
});

/** The desk holds the ticket. What was read meanwhile stays true: a calm reading lets it clear at once. */
export function opened(
  incident: Incident,
  ticket: Ticket,
  threshold: Threshold,
  now: Date,
  noteMs: number,
): Incident {
  const { open: _open, ...kept } = ticket;
  const waits = incident.state === 'OPENING' || incident.state === 'CONFIRMING';
  const known = { ...settled(incident), ticket: incident.ticket ?? kept };
  if (waits && !ticket.open) return over(known, 'desk', 'closed by people', now);
  if (!waits) return isOver(incident) ? known : dueAt(known, now);
  const told = {
    ...without(known, 'reopen'),
    notedAt: now,
    notedCount: countOf(incident),
  };
  return told.calmSince
    ? dueAt(step(told, 'CLEARING', 'ticket open', now), calmUntil(told.calmSince, threshold))
    : dueAt(step(told, 'OPEN', 'ticket open', now), later(now, noteMs));
}

/** The desk has accepted the ticket and tells its id later. */
export function accepted(incident: Incident, now: Date, lookAt: Date): Incident {
  const held = settled(incident);
  return incident.state === 'OPENING'
    ? dueAt(step(held, 'CONFIRMING', 'accepted', now), lookAt)
    : dueAt(held, lookAt);
}

/** The ticket that the desk has accepted is not there yet; after many looks it is asked for again. */
export function notYet(incident: Incident, now: Date, lookAt: Date): Incident {
  if (incident.state !== 'CONFIRMING') return dueAt(without(incident, 'leaseUntil'), now);
  const looked = { ...without(incident, 'leaseUntil'), attempts: incident.attempts + 1 };
  return looked.attempts < MOST_LOOKS
    ? dueAt(looked, lookAt)
    : dueAt(step(settled(looked), 'OPENING', 'never created', now), now);
}

/** The note of this number is on the ticket, which may turn out to be closed. */
export function noted(
  incident: Incident,
  note: { readonly number: number; readonly told: number; readonly open: boolean },
  now: Date,
  noteMs: number,
): Incident {
  const { number, told } = note;
  const done = {
    ...settled(incident),
    notes: Math.max(incident.notes, number),
    notedAt: now,
    notedCount: told,
  };
  if (isOver(incident)) return done;
  if (!note.open && !incident.reopen) return over(done, 'desk', 'closed by people', now);
  return incident.state === 'OPEN' ? dueAt(done, later(now, noteMs)) : dueAt(done, now);
}

/** The ticket is closed. A breach read meanwhile has already asked for it to be opened again. */
export function closed(incident: Incident, number: number, now: Date): Incident {
  const done = { ...settled(incident), notes: Math.max(incident.notes, number) };
  if (incident.state !== 'RESOLVING') return isOver(incident) ? done : dueAt(done, now);
  return over(done, 'calm', 'ticket closed', now);
}

/** The end of an episode. */
export function over(incident: Incident, by: 'calm' | 'desk', reason: string, now: Date): Incident {
  const ended = without(
    incident,
    'nextAt',
    'leaseUntil',
    'reopen',
    'seated',
    'parent',
    'keptOpen',
    'parkedFrom',
  );
  return { ...step(ended, 'RESOLVED', reason, now), closedAt: now, closedBy: by, breaches: 0 };
}

/** The desk could not be asked, or did not say. After the patience of the stage a person must look. */
export function failed(
  incident: Incident,
  failure: { readonly reason: string; readonly until: Date },
  rules: Pick<TicketingRules, 'patienceHours'>,
  now: Date,
): Incident {
  const since = incident.failingSince ?? now;
  const tried = {
    ...without(incident, 'leaseUntil'),
    attempts: incident.attempts + 1,
    failingSince: since,
    why: failure.reason,
  };
  const patient = now < later(since, rules.patienceHours * HOUR_MS);
  return patient ? dueAt(tried, failure.until) : parked(tried, failure.reason, now);
}

/** The desk's turn has not come: nothing failed. */
export const paced = (incident: Incident, until: Date): Incident =>
  dueAt(without(incident, 'leaseUntil'), until);

/** The desk refuses: asking again is of no use until a person has mended something. */
export function parked(incident: Incident, reason: string, now: Date): Incident {
  if (isOver(incident)) return without(incident, 'leaseUntil');
  const held = { ...without(incident, 'leaseUntil'), why: reason, parkedFrom: incident.state };
  return dueAt(step(held, 'PARKED', reason, now), later(now, REMIND_MS));
}

/** Still parked. */
export const reminded = (incident: Incident, now: Date): Incident => dueAt(incident, later(now, REMIND_MS));

/** The desk does not open an old ticket again: a new one is linked to it. */
export function linkedAnew(incident: Incident, now: Date): Incident {
  return dueAt(step(newEpisode(incident), 'OPENING', 'the old ticket stays closed', now), now);
}

/** It has its place: a ticket of its own, or with its parent. */
export const seated = (incident: Incident, now: Date): Incident => dueAt({ ...incident, seated: true }, now);

/** It is one of many and tells its parent. */
export const joining = (incident: Incident, parent: Incident['parent'], now: Date): Incident =>
  dueAt(step({ ...incident, ...(parent && { parent }) }, 'JOINING', 'one of many at once', now), now);

/** Its parent knows of it. */
export function joined(incident: Incident, threshold: Threshold, now: Date): Incident {
  if (incident.state !== 'JOINING' && incident.state !== 'JOINED') return incident;
  const until = incident.calmSince
    ? calmUntil(incident.calmSince, threshold)
    : later(now, LOOK_AFTER_PARENT_MS);
  const next = incident.state === 'JOINED' ? incident : step(incident, 'JOINED', 'told to the parent', now);
  return dueAt(next, until);
}

/** What the next note would tell: children of a parent, breaches of any other. */
export const countOf = ({ source, value, count }: Incident): number =>
  source.kind === 'group' ? value : count;
