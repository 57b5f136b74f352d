import type { IncidentListing, ListedIncident } from '../../functions/incidents/list-incidents.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { readIncidents } from '../requests.ts';
import { TARGET_OPTIONS, target } from '../target.ts';

/** `incidents`: lists the incidents that are not over, with their tickets and counts. */
export async function incidents(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, TARGET_OPTIONS);
  if (positionals.length > 0)
    throw new UsageError(`incidents takes options only, not ${positionals.join(' ')}`);
  const listing = await readIncidents(target(values));
  console.log(values.json ? JSON.stringify(listing, undefined, 2) : incidentsText(listing));
  return 0;
}

/** Two lines an incident: what it is, and where it is told. */
export function incidentsText({ incidents: found, more }: IncidentListing): string {
  if (found.length === 0) return 'no open incidents';
  return [...found.map(incidentText), ...(more ? ['there are more'] : [])].join('\n');
}

function incidentText(incident: ListedIncident): string {
  const { source, metric, state, since, value, peak, readings, ticket, parent, reason } = incident;
  const name = source.name ?? source.id;
  const counts = `${readings} readings in breach, the last ${value}, the highest ${peak}`;
  const told = ticket ? `${ticket.number ?? ticket.id} ${ticket.url}` : (parent ?? 'no ticket yet');
  const key = state === 'PARKED' ? `, key ${incident.key}` : '';
  return [
    `${state.padEnd(10)} ${source.kind} ${name} (${metric}) since ${since}: ${counts}`,
    `           ${told}${reason === null ? '' : `, waits: ${reason}`}${key}`,
  ].join('\n');
}
