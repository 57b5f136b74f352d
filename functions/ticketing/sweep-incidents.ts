import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { IncidentId } from '../ports/incidents.ts';
import { advanceIncident } from './advance-incident.ts';
import type { ActingPorts, ActOutcome } from './at-desk.ts';
import { incidentName } from './incident-group.ts';

/** Incidents looked at in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 400;

/** A sweep takes up no further incident when less than this is left, ms. */
const SAFE_REMAINDER_MS = 40_000;

/** How a sweep ended for one incident; one that fails holds up no other. */
export type SweptIncident = ActOutcome & { readonly key: string };

/**
 * Follows every appointment that has come, one after another: the desk's rate is the limit, not ours.
 * @throws {TransientError} the list of what is due cannot be read
 */
export async function sweepIncidents(
  ports: ActingPorts,
  rules: TicketingRules,
  remainingMs: () => number,
): Promise<readonly SweptIncident[]> {
  const ended: SweptIncident[] = [];
  for (const id of await ports.incidents.due(ports.clock.now(), SWEEP_LIMIT)) {
    if (remainingMs() < SAFE_REMAINDER_MS) break;
    ended.push({ ...(await advancedOrFailed(id, ports, rules, remainingMs)), key: incidentName(id) });
  }
  return ended;
}

/** The appointment stands: what could not be done now is due in the next sweep. */
export async function advancedOrFailed(
  id: IncidentId,
  ports: ActingPorts,
  rules: TicketingRules,
  remainingMs: () => number,
): Promise<ActOutcome> {
  try {
    return await advanceIncident(id, ports, rules, remainingMs);
  } catch (error) {
    return {
      outcome: 'act_failed',
      reason: error instanceof Error && 'reason' in error ? String(error.reason) : 'unexpected',
    };
  }
}
