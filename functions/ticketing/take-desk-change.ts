import type { TicketChange } from '../messages/ticket-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Incident, IncidentId, Incidents } from '../ports/incidents.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { ActOutcome } from './at-desk.ts';
import { changeIncident } from './change-incident.ts';
import { changedAtDesk } from './changed-by-people.ts';
import { isOurNote } from './ticket-text.ts';

/** What taking a change of the desk touches. */
export interface DeskChangePorts {
  readonly incidents: Incidents;
  readonly ledger: Pick<Ledger, 'claimWebhook'>;
  readonly clock: Clock;
}

/**
 * Takes what people did to a ticket into account, once for each event id. Our own notes and closings that come back
 * are `echo`; of `incident` the next act may be due now.
 * @throws {TransientError} the ledger cannot be reached; the change must come again
 */
export async function takeDeskChange(
  change: TicketChange,
  edgeId: string,
  ports: DeskChangePorts,
): Promise<ActOutcome & { readonly incident?: IncidentId }> {
  if (change.text !== undefined && isOurNote(change.text)) return { outcome: 'echo', reason: 'our own note' };
  const { incidents, clock } = ports;
  const id = await incidents.ownerOf(change.ticket);
  if (!id) return { outcome: 'ignored', reason: 'not a ticket of ours' };
  const claim = await ports.ledger.claimWebhook(`ticket:${change.eventId}`, edgeId, clock.now());
  if (claim === 'replayed') return { outcome: 'repeated', reason: 'this event was told before' };
  const seen = await incidents.read(id);
  if (!seen || !isAbout(seen, change.ticket)) return { outcome: 'ignored', reason: 'of an earlier episode' };
  let outcome = 'ignored';
  await changeIncident(id, incidents, (incident) => {
    if (!incident || !isAbout(incident, change.ticket)) return incident;
    const changed = changedAtDesk(incident, change.change, clock.now());
    outcome = changed.outcome;
    return changed.next;
  });
  return { outcome, incident: id };
}

const isAbout = ({ key, ticket }: Incident, named: string): boolean => named === key || named === ticket?.id;
