import { TransientError } from '../errors.ts';
import type { Incident, IncidentId, Incidents } from '../ports/incidents.ts';

/** Somebody else may be faster this often; a queue in a storm has a handful of readings in hand at once. */
const TRIES = 12;

/**
 * Reads an incident, decides, and writes over the version that was read; decides anew when somebody was faster.
 * `decide` is asked once for each try and gives back the very incident, or `undefined`, when nothing has to change.
 * @throws {TransientError} `incident_contended`, or the ledger cannot be reached
 */
export async function changeIncident(
  id: IncidentId,
  incidents: Pick<Incidents, 'read' | 'write'>,
  decide: (incident: Incident | undefined) => Incident | undefined,
): Promise<Incident | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await incidents.read(id);
    const next = decide(before);
    if (next === undefined || next === before) return before;
    if ((await incidents.write(next)) === 'moved') return next;
  }
  throw new TransientError('incident_contended', 'others changed the incident all the time');
}
