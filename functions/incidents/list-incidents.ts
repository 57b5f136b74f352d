import type { Incident, Incidents } from '../ports/incidents.ts';

/** The listing there is: incidents that are not over. */
export const OPEN_LISTING = 'open';

/** Incidents one answer tells; a person reads no more at once. */
const MOST = 100;

/** An incident as people read it. Instants are ISO 8601. */
export interface ListedIncident {
  readonly source: Incident['source'];
  readonly metric: Incident['metric'];
  readonly state: Incident['state'];
  readonly since: string;
  readonly value: number;
  readonly peak: number;
  readonly readings: number;
  readonly key: string;
  readonly ticket: { readonly id: string; readonly number: string | null; readonly url: string } | null;
  readonly previousTicket: string | null;
  readonly parent: string | null;
  readonly reason: string | null;
  readonly nextLookAt: string | null;
}

export interface IncidentListing {
  readonly incidents: readonly ListedIncident[];
  readonly more: boolean;
}

/**
 * The incidents of a listing, those that began first at the top; `undefined` for a listing there is not.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function listIncidents(
  listing: string,
  incidents: Pick<Incidents, 'open'>,
): Promise<IncidentListing | undefined> {
  if (listing !== OPEN_LISTING) return undefined;
  const { incidents: found, more } = await incidents.open(MOST);
  const sorted = found.toSorted((a, b) => a.since.getTime() - b.since.getTime());
  return { incidents: sorted.map(listed), more };
}

function listed(incident: Incident): ListedIncident {
  const { source, metric, state, since, value, peak, count, key, ticket, parent } = incident;
  return {
    source,
    metric,
    state,
    since: since.toISOString(),
    value,
    peak,
    readings: count,
    key,
    ticket: ticket ? { id: ticket.id, number: ticket.number ?? null, url: ticket.url } : null,
    previousTicket: incident.previousTicket ?? null,
    parent: parent ? `${parent.source.kind}:${parent.source.id}:${parent.metric}` : null,
    reason: incident.why ?? null,
    nextLookAt: incident.nextAt?.toISOString() ?? null,
  };
}
