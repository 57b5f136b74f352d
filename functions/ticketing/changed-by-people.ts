import type { TicketChangeKind } from '../messages/ticket-change.ts';
import type { Incident } from '../ports/incidents.ts';
import { settled } from './after-asking.ts';
import { dueAt, isOver, step, without } from './incident-life.ts';

/** What people did at the desk, by the state it finds. `undefined`: it changes nothing, or is our own act coming back. */
export function changedAtDesk(
  incident: Incident,
  change: TicketChangeKind,
  now: Date,
): { readonly outcome: string; readonly next?: Incident } {
  switch (change) {
    case 'resolved':
      return isOver(incident) || incident.state === 'RESOLVING'
        ? { outcome: 'echo' }
        : { outcome: 'looks_again', next: lookAgain(incident, now) };
    case 'reopened': {
      if (incident.state !== 'RESOLVED' || !incident.ticket) return { outcome: 'echo' };
      const open = { ...without(incident, 'closedAt', 'closedBy'), keptOpen: true } as const;
      return {
        outcome: 'reopened_by_desk',
        next: dueAt(step(open, 'OPEN', 'opened again by people', now), now),
      };
    }
    case 'retry':
      return incident.state === 'PARKED'
        ? { outcome: 'released', next: released(incident, now) }
        : { outcome: 'nothing_parked' };
    case 'reassigned':
    case 'commented':
      return { outcome: 'told', next: step(incident, incident.state, `${change} by people`, now) };
    default:
      return change satisfies never;
  }
}

/** The news may be older than what we have done since: only a look at the desk tells whether it is closed. */
const lookAgain = (incident: Incident, now: Date): Incident =>
  dueAt(step(without(incident, 'reopen', 'parkedFrom'), 'OPENING', 'told to be closed', now), now);

/** A person has mended what the desk had refused. What was read meanwhile decides whether its ticket may be closed. */
export function released(incident: Incident, now: Date): Incident {
  if (incident.state !== 'PARKED') return incident;
  const { parkedFrom = 'OPENING', calmSince } = incident;
  const hadTicket = parkedFrom === 'OPEN' || parkedFrom === 'CLEARING' || parkedFrom === 'RESOLVING';
  const withTicket = calmSince ? 'CLEARING' : 'OPEN';
  const next = step(
    without(settled(incident), 'parkedFrom'),
    hadTicket ? withTicket : parkedFrom,
    'asked for by a person',
    now,
  );
  return dueAt(next, now);
}
